/**
 * Words that link others, in the languages most calls are held in. Two of them stand side by side in nearly every call, and where
 * each stands takes some fifty bytes a call: a phrase of theirs (“to have a look”) would be the slowest search of all. So two of
 * them in a row are a term of their own. Fixed and not counted: segments made at different times must agree.
 */
const linkingWords = `
a about all also an and any are as at be been but by can could d did do does don for from get go going good got had has have he her
here him his how i if in into is it its just know like ll m me more my no not now of oh okay on one or our out re really right s say
see she should so some t than that the their them then there these they thing things think this those time to up us ve very want was
we well were what when where which who why will with would yeah yes you your
aber als am auch auf aus bei das dass dem den der des die ein eine einen er es für hat ich im ist ja kann man mit nicht noch oder
schon sich sie sind so und uns von war was wenn wie wir zu
au aux avec c ce ces cette dans de du elle en est et il ils j je la le les leur ma mais mon n ne nous on ou par pas plus pour qu que
qui sa se ses son sur un une vous y à été
al com como con da del do dos e ela ele el em era es esta este está eu ha la las lo los mas me mi muy más na nas no nos não o os para
pero por porque que se si sin su sus também te tem um uma un una você ya é
che ci come di dei della delle gli ho il lei lui ma mi nel nella non per più quando questo sono ti tutto un una
aan dat de deze die een en er het hij hoe ik in je maar met naar niet nog of om ook op te uit van voor waar wat we wel zijn ze zo
`;

/** Before a pair: no word begins with it, so nothing that looks for words by their beginning finds one. */
export const pairMark = ' ';

const plain = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '');
const numbers = new Map(
  [...new Set(linkingWords.trim().split(/\s+/).map(plain))].map((word, at) => [word, at] as const),
);

/** How many linking words there are. */
export const linkingCount = numbers.size;

/** Number of a word among the linking ones, from 0 on; -1 for any other. As the index has words: small letters, no marks. */
export const linkingNumber = (word: string): number => numbers.get(word) ?? -1;

/** The term that two words in a row are, if they are linking words. */
export const pairTerm = (first: string, second: string): string => `${pairMark}${first} ${second}`;

/** Something a phrase is looked for by: a term of the index and its place in the phrase, from 0 on. */
interface PhraseUnit {
  readonly term: string;
  readonly at: number;
}

/** The terms that stand for a phrase together: pairs where there are any, else its words. The first is at place 0. */
export function phraseUnits(words: readonly string[]): readonly PhraseUnit[] {
  const links = words.map((word) => linkingNumber(word) >= 0);
  return words.flatMap((word, at) => {
    const next = words[at + 1];
    if (links[at] && next !== undefined && links[at + 1]) return [{ term: pairTerm(word, next), at }];
    return links[at] && at > 0 && links[at - 1] ? [] : [{ term: word, at }];
  });
}
