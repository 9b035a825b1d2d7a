// The files of one sitting: state, name, what it would do, and what can be done with it. Every text is textContent.
function fileRow(data, row, deed) {
  const line = el("li", `row s-${row.tone}`);
  const open = el("button", "name", row.name), about = el("div", "about", row.about), deeds = el("div", "deeds");
  open.type = "button";
  open.onclick = () => deed("open", row.id);
  if (row.open) { line.classList.add("open"); line.setAttribute("aria-current", "true"); }
  row.deeds.forEach((what) => {
    const button = el("button", "deed", data.words[what]);
    button.type = "button";
    button.setAttribute("aria-label", `${data.words[what]}: ${own(row.name)}`);
    button.onclick = () => deed(what, row.id);
    deeds.append(button);
  });
  open.setAttribute("aria-label", `${data.words.open}: ${own(row.name)} (${row.state})`);
  line.append(el("div", "state", row.state), open, about, deeds);
  return line;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = rootIn(parentElement);
  root.lang = data.lang;
  const deed = (what, id) => setTriggerValue("deed", { what, id });
  const list = el("ul", "table");
  list.append(...data.rows.map((row) => fileRow(data, row, deed)));
  root.replaceChildren(el("h2", "", data.title), list);
}
