import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { type CaptionsFileFormat, parseText } from 'media-captions';
import { describe, expect, it } from 'vitest';
import { type Node, WebVTTParser } from 'webvtt-parser';
import { filter, hasCommand } from '../../test/fixtures/commands.ts';
import { nastyTexts, realSentences, wildText } from '../../test/fixtures/nasty-text.ts';
import type { Transcript } from '../contract/call.ts';
import { cleanLine } from '../contract/plain-text.ts';
import { srt, vtt } from './subtitles.ts';

const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Sentences of many people: each sentence and each name is something a format reads as its own. */
function transcriptOf(texts: readonly string[], hoursOff = 0): Transcript {
  return {
    speakers: texts.map((text, at) => ({ speakerId: `s${at}`, name: text.slice(0, 200), side: 'customer' })),
    monologues: texts.map((text, at) => ({
      speakerId: `s${(at * 7) % texts.length}`,
      topic: null,
      // Every so often one starts before the first, ends before it starts, lasts no time, overlaps, or comes hours later.
      sentences: [
        {
          startMs: at === 3 ? -500 : at * 1000 + (at % 50 === 9 ? hoursOff * 3_600_000 : 0),
          endMs: at * 1000 + (at % 5 === 1 ? -10 : at % 5 === 2 ? 0 : at % 5 === 3 ? 30_000 : 900),
          text,
        },
      ],
    })),
  } as unknown as Transcript;
}

interface Said {
  readonly startMs: number;
  readonly text: string;
}

/** The sentences as a reader has to give them back, in order of time. */
function spoken(transcript: Transcript, as: (who: string, text: string) => string): Said[] {
  const names = new Map(transcript.speakers.map(({ speakerId, name }) => [speakerId, name]));
  return transcript.monologues
    .flatMap(({ speakerId, sentences }) =>
      sentences.map(({ startMs, text }) => ({
        startMs: Math.max(0, startMs),
        words: cleanLine(text),
        who: cleanLine(names.get(speakerId ?? '') ?? '') || 'Unknown speaker',
      })),
    )
    .filter(({ words }) => words !== '')
    .map(({ startMs, words, who }) => ({ startMs, text: as(who, words) }))
    .sort((a, b) => a.startMs - b.startMs);
}

/** A name apart from what no voice may hold and what stands in for it; a test below says what stands for which. */
const likeVoice = (who: string) => who.replace(/[&+<‹>›{}()\\/]/g, '·');
const withoutBraces = (text: string) => text.replaceAll('{', '(').replaceAll('}', ')');
const lookAlikes = (text: string) => withoutBraces(text).replaceAll('<', '‹').replaceAll('>', '›');
/** Without the word joiners behind backslashes, which cannot be seen. */
const visible = (text: string) => text.replaceAll('\u2060', '');

/** Cues of a SubRip file, read as the format is described. */
function cuesOf(file: string): Said[] {
  const block = /^(\d+):(\d\d):(\d\d),(\d\d\d) --> [\d:,]+\n(.*)$/s;
  return file
    .trimEnd()
    .split(/(?:^|\n\n)\d+\n(?=\d+:\d\d:\d\d,\d\d\d --> )/)
    .slice(1)
    .map((cue) => {
      const [, h, m, s, ms, text] = block.exec(cue) as string[];
      const startMs = ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(ms);
      return { startMs, text: text as string };
    });
}

/** In an order that does not hang on who comes first at one time; texts without spaces are broken where no space was. */
const ordered = (list: readonly Said[]) =>
  list
    .map(({ startMs, text }) => {
      const shown = squeezed(visible(text));
      return `${startMs} ${shown.length > 900 ? shown.replace(/\s/g, '') : shown}`;
    })
    .sort();

/** What was read otherwise than wanted, the first few. */
function differences(read: readonly Said[], wanted: readonly Said[]): (string | undefined)[][] {
  const [found, right] = [ordered(read), ordered(wanted)];
  return [...Array(Math.max(found.length, right.length)).keys()]
    .filter((at) => found[at] !== right[at])
    .slice(0, 5)
    .map((at) => [found[at]?.slice(0, 300), right[at]?.slice(0, 300)]);
}

/** The package knows only those without a semicolon unless it is given its own list. */
const entities = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('webvtt-parser/html-entities.json'), 'utf8'),
) as Record<string, string>;

const texts = [
  ...nastyTexts,
  ...fc.sample(wildText, { seed: 18, numRuns: 400 }),
  ...realSentences(1000, 100),
].filter((text) => cleanLine(text) !== '');
const transcript = transcriptOf(texts);
/** Beyond 99 hours, which media-captions does not read. */
const endless = transcriptOf(texts, 111);

describe('WebVTT', () => {
  it('gives each sentence whole, with its speaker, to webvtt-parser', () => {
    const { cues, errors } = new WebVTTParser(entities).parse(vtt(endless), 'metadata');
    expect(errors).toEqual([]);
    const read = cues.map(({ startTime, tree }) => {
      const voice = tree.children?.[0];
      const textIn = (node: Node | undefined): string =>
        node?.type === 'text' ? (node.value ?? '') : (node?.children ?? []).map(textIn).join('');
      return {
        startMs: Math.round(startTime * 1000),
        text: `${likeVoice(voice?.value?.trim() ?? '')}: ${squeezed(textIn(voice))}`,
      };
    });
    const wanted = spoken(endless, (who, text) => `${likeVoice(who)}: ${withoutBraces(text)}`);
    expect(differences(read, wanted)).toEqual([]);
  });

  it('names a voice without what a player would take for its end', () => {
    const one = {
      speakers: [{ speakerId: '1', name: 'A & B <c> {d} \\e', side: 'customer' }],
      monologues: [
        { speakerId: '1', topic: null, sentences: [{ startMs: 0, endMs: 900, text: 'Yes & no.' }] },
      ],
    } as unknown as Transcript;
    expect(vtt(one)).toContain('<v A + B ‹c› (d) /e>Yes &amp; no.');
  });

  it('gives each sentence whole to media-captions', async () => {
    const { cues, errors } = await parseText(vtt(transcript), { type: 'vtt', strict: false, errors: true });
    expect(errors).toEqual([]);
    const read = cues.map(({ startTime, text }) => ({
      startMs: Math.round(startTime * 1000),
      text: squeezed(
        text
          .replace(/^<v [^>]*>/, '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&'),
      ),
    }));
    expect(
      differences(
        read,
        spoken(transcript, (_, text) => withoutBraces(text)),
      ),
    ).toEqual([]);
  });

  const needs = hasCommand('ffmpeg');
  it.skipIf(!needs)(`gives each sentence whole to FFmpeg${needs ? '' : ' (it is not installed)'}`, () => {
    const read = cuesOf(
      filter(
        'ffmpeg',
        ['-v', 'error', '-f', 'webvtt', '-i', 'pipe:0', '-f', 'srt', 'pipe:1'],
        vtt(transcript),
      ),
    );
    expect(
      differences(
        read,
        spoken(transcript, (_, text) => withoutBraces(text)),
      ),
    ).toEqual([]);
  });
});

describe('SubRip', () => {
  const wanted = spoken(transcript, (who, text) => lookAlikes(`${who}: ${text}`));

  it('gives each sentence whole to media-captions', async () => {
    const { cues, errors } = await parseText(srt(transcript), {
      type: 'srt' as CaptionsFileFormat,
      errors: true,
    });
    expect(errors).toEqual([]);
    const read = cues.map(({ startTime, text }) => ({
      startMs: Math.round(startTime * 1000),
      text,
    }));
    expect(differences(read, wanted)).toEqual([]);
  });

  const needs = hasCommand('ffmpeg');
  it.skipIf(!needs)(`gives each sentence whole to FFmpeg${needs ? '' : ' (it is not installed)'}`, () => {
    const read = cuesOf(
      filter('ffmpeg', ['-v', 'error', '-f', 'srt', '-i', 'pipe:0', '-f', 'srt', 'pipe:1'], srt(transcript)),
    );
    expect(differences(read, wanted)).toEqual([]);
  });
});
