// Headlines, cards and notes; every text is set as textContent.
function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

const KINDS = {
  heading: (data) => [el("div", "where", data.where), el("h1", "", data.headline)],
  quiet: (data) => [el("div", "quiet", data.text)],
  facts: (data) => {
    const card = el("section", "card"), list = el("dl");
    data.rows.forEach(([term, text]) => {
      if (term) list.append(el("dt", "", term));
      list.append(el("dd", term ? "" : "whole", text));
    });
    card.append(el("h2", "", data.title), list);
    return [card];
  },
};

export default function ({ parentElement, data }) {
  let root = parentElement.querySelector(".root");
  if (!root) { root = el("div", "root"); parentElement.append(root); }
  const host = parentElement.host instanceof Element ? parentElement.host : document.body;
  root.dataset.theme = /^#[0-3]/.test(getComputedStyle(host).getPropertyValue("--st-background-color").trim()) ? "dark" : "light";
  root.className = data.big ? "root big" : "root";
  root.replaceChildren(...KINDS[data.kind](data));
}
