// Headlines, cards and notes; every text is set as textContent.
const KINDS = {
  heading: (data) => [el("div", "where", data.where), el("h1", data.headline.length > 90 ? "long" : "", data.headline)],
  mark: (data) => {
    const line = el("div", "guess"), link = el("a", "", data.go);
    link.href = data.href;
    line.append(el("i", "", data.sign), el("span", "", data.text), link);
    return [line];
  },
  quiet: (data) => data.text.split("\n").map((line) => el("div", "quiet", line)),
  asked: (data) => data.text.split("\n").map((line) => el("div", "asked", line)),
  facts: (data) => {
    const card = el("section", data.tone ? `card alarm s-${data.tone}` : "card"), list = el("dl");
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
  table: (data) => {
    const box = el("div", "card scroll"), grid = el("table"), top = el("thead"), head = el("tr"), body = el("tbody");
    const side = (i) => (data.left.includes(i) ? "left" : "");
    data.head.forEach((text, i) => head.append(el("th", side(i), text)));
    top.append(head);
    data.cells.forEach((cells) => {
      const row = el("tr");
      cells.forEach((cell, i) => {
        const [text, status, tip, href] = Array.isArray(cell) ? cell : [cell];
        const node = el("td", status ? `c s-${status}` : side(i), href ? null : text);
        if (href) {
          const link = el("a", "", text);
          link.href = href;
          node.append(link);
        }
        if (tip) node.title = tip;
        row.append(node);
      });
      body.append(row);
    });
    grid.append(top, body);
    box.append(grid);
    return [box];
  },
  stack: (data) => data.parts.flatMap((part) => KINDS[part.kind](part)),
};

export default function ({ parentElement, data }) {
  const root = rootIn(parentElement);
  root.className = `root ${data.kind}${data.big ? " big" : ""}`;
  if (data.tone) root.setAttribute("role", "alert");
  root.replaceChildren(...KINDS[data.kind](data));
}
