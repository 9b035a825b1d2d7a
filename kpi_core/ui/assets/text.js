// Headlines, cards and notes; every text is set as textContent.
const KINDS = {
  heading: (data) => [el("div", "where", data.where), el("h1", "", data.headline)],
  quiet: (data) => [el("div", "quiet", data.text)],
  facts: (data) => {
    const card = el("section", "card"), list = el("dl");
    data.rows.forEach(([term, text, href]) => {
      if (term) list.append(el("dt", "", term));
      const description = el("dd", term ? "" : "whole", href ? "" : text);
      if (href) {
        const link = el("a", "", text);
        link.href = href;
        description.append(link);
      }
      list.append(description);
    });
    card.append(el("h2", "", data.title), list);
    return [card];
  },
};

export default function ({ parentElement, data }) {
  const root = rootIn(parentElement);
  root.className = data.big ? "root big" : "root";
  root.replaceChildren(...KINDS[data.kind](data));
}
