/** What a person is asked, one by one; nothing said means no (the server's own list of uses). */
export const USES = [
  { use: "photo", question: "拍照，给评审看服务做没做" },
  { use: "clip", question: "拍短视频，给评审看" },
  { use: "public_photo", question: "照片给大家看（脸会打码）" },
  { use: "public_clip", question: "短视频给大家看（脸会打码）" },
  { use: "callback", question: "以后打电话问问服务好不好" },
] as const;

export const SPEAKERS = [
  { given_by: "self", word: "本人" },
  { given_by: "guardian", word: "监护人" },
  { given_by: "relative", word: "亲属" },
] as const;

/** The subject of a signature or a spoken yes: it proves a consent, not the session. */
export const CONSENT = "consent";

export type Answers = Record<string, boolean>;

/** What was answered, as the server takes it: yes and no apart, the unasked left out. */
export function answered(answers: Answers): { yes: string[]; no: string[] } {
  const of = (wanted: boolean): string[] => USES.map(({ use }) => use).filter((use) => answers[use] === wanted);
  return { yes: of(true), no: of(false) };
}

/** Why it cannot be kept yet, in a sentence; empty when it can. */
export function obstacle(answers: Answers, givenBy: string, minor: boolean): string {
  const { yes, no } = answered(answers);
  if (yes.length + no.length === 0) return "请至少问一项：愿意就点“同意”，不愿意就点“不同意”。";
  if (!givenBy) return "请选是谁表示的。";
  if (minor && yes.length && givenBy !== "guardian") return "未成年人要由监护人同意。";
  return "";
}
