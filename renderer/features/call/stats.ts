/** What Gong's interaction statistics mean and how they are computed. Values are as Gong sends them. */
interface StatMeaning {
  readonly unit: 'percent' | 'seconds' | 'number' | 'perHour';
  readonly meaning: string;
  readonly how: string;
}

const known: Readonly<Record<string, StatMeaning>> = {
  'talk ratio': {
    unit: 'percent',
    meaning: 'Share of the talking time that was the host’s.',
    how: 'Gong divides the host’s talk time by everybody’s talk time in the call.',
  },
  'longest monologue': {
    unit: 'seconds',
    meaning: 'The longest time the host spoke without anybody else.',
    how: 'Gong takes the host’s longest uninterrupted stretch.',
  },
  'longest customer story': {
    unit: 'seconds',
    meaning: 'The longest time a customer spoke without the host.',
    how: 'Gong takes the longest stretch of anybody outside the company.',
  },
  interactivity: {
    unit: 'number',
    meaning: 'How often the conversation went back and forth; higher is livelier.',
    how: 'Gong counts changes of speaker and scales them to the length of the call.',
  },
  patience: {
    unit: 'seconds',
    meaning: 'How long the host waits after a customer stops speaking.',
    how: 'Gong averages the pause between a customer’s last word and the host’s first.',
  },
  'question rate': {
    unit: 'perHour',
    meaning: 'How many questions the host asked per hour.',
    how: 'Gong counts the host’s questions and divides by the length of the call.',
  },
};

/** What a statistic means; unknown names get a plain description. */
export function meaningOf(name: string): StatMeaning {
  const key = Object.keys(known).find((item) => name.toLowerCase().includes(item));
  return (
    (key ? known[key] : undefined) ?? {
      unit: 'number',
      meaning: 'A figure from Gong about the host.',
      how: 'Gong computes it; its help pages describe how.',
    }
  );
}
