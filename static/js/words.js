// A second look at words that seldom serve anybody's support: diagnoses, judgements, beliefs, other people's names.
// It happens in this browser alone, blocks nothing and sends nothing. Beginnings of words, without accents, French and English.

const BEGINNINGS = {
  health:
    "addict alcooli alcoholi anorexi autis bipolai bipolar borderline boulimi bulimi burnout cancer depressi diabet epilep hepatit hiv nevros neurotic paranoi psychos psychot ptsd schizo sida tdah adhd toxicoman traumatis vih",
  judgement: "arrogan feignant faineant hysteri ingrat lazy liar manipulat menteu mythoman paresse profiteu",
  belief: "athee bouddhis buddhis catholi chretien christian hindou hindu islam jewish juif juive musulman muslim protestan",
};
const NAMES = [
  /(?<!\p{L})(?:M\.|Mme|Mlle|Monsieur|Madame|Docteur|Dr|Mr|Mrs|Ms)\.?\s+\p{Lu}[\p{L}’'-]+/gu,
  /(?<!\p{L})(?:père|mère|frère|sœur|soeur|oncle|tante|cousine?|ami|amie|copine?|voisine?|father|mother|brother|sister|uncle|aunt|cousin|friend|neighbour),?\s+\p{Lu}[\p{L}’'-]+/gu,
];
const AFTER = 800;
const MOST = 5;
const plain = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const KINDS = Object.entries(BEGINNINGS).map(([kind, all]) => [kind, all.split(" ")]);

export function look(text) {
  const found = new Map();
  for (const [word] of text.matchAll(/\p{L}[\p{L}’'-]*/gu)) {
    const kind = KINDS.find(([, beginnings]) => beginnings.some((each) => plain(word).startsWith(each)))?.[0];
    if (kind) found.set(word, kind);
  }
  for (const pattern of NAMES) for (const [name] of text.matchAll(pattern)) found.set(name.replace(/\s+/g, " "), "name");
  return [...found].slice(0, MOST);
}

const words = document.querySelector("[data-words]")?.dataset;
if (words) {
  for (const field of document.querySelectorAll("[data-look]")) {
    const said = document.createElement("p");
    said.className = "second-look";
    said.setAttribute("role", "status");
    field.after(said);
    let timer = null;
    const say = () => {
      const found = look(field.value).map(([word, kind]) => words.found.replace("{word}", word).replace("{kind}", words[kind]));
      const text = found.length ? `${words.words} ${found.join(", ")}. ${words.why}` : "";
      if (said.textContent !== text) said.textContent = text;
    };
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(say, AFTER);
    });
    say();
  }
}
