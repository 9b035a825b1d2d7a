// Every problem of a file beside its cell, with an answer to choose and room to write the cell anew. Every text is textContent.
const FIELDS = ["line", "column", "value", "message"];

function options(select, words, first) {
  select.append(el("option", "", first));
  words.forEach(([value, text]) => {
    const option = el("option", "", text);
    option.value = value;
    select.append(option);
  });
  select.options[0].value = "";
  return select;
}

// One problem; `changed` is told of every key, `rows` gathers what can be answered.
function line(data, problem, rows, changed) {
  const row = el("div", "row");
  FIELDS.forEach((name) => row.append(el("div", name, problem[name])));
  if (!problem.at) { row.classList.add("told"); return row; }
  const answer = options(el("select"), problem.answers.map((name) => [name, data.words[name] + (name === "use" && problem.meant ? `: ${problem.meant}` : "")]), data.words.answer);
  const anew = el("input");
  answer.setAttribute("aria-label", `${data.words.answer}: ${problem.line} ${problem.column} ${problem.value}`);
  anew.setAttribute("aria-label", `${data.words.instead}: ${problem.line} ${problem.column} ${problem.value}`);
  anew.placeholder = data.words.instead;
  anew.maxLength = 100;
  anew.value = problem.instead;
  answer.onchange = anew.oninput = changed;
  row.append(answer, anew);
  rows.push({ problem, answer, anew });
  return row;
}

// A list of problems under its heading; one choice answers all that can be answered so.
function list(data, part, rows, changed) {
  const box = el("section"), top = el("div", "top"), table = el("div", "table"), mine = [];
  top.append(el("h2", "", part.title));
  const lines = part.problems.map((problem) => line(data, problem, mine, changed));
  const kinds = [...new Set(mine.flatMap((row) => row.problem.answers))];
  if (mine.length > 1) {
    const all = options(el("select"), kinds.map((name) => [name, data.words[name]]), data.words.all);
    all.setAttribute("aria-label", data.words.all);
    all.onchange = () => {
      mine.forEach((row) => { if (!all.value || row.problem.answers.includes(all.value)) row.answer.value = all.value; });
      changed();
    };
    top.append(all);
  }
  table.append(...lines);
  box.append(top, table);
  rows.push(...mine);
  return box;
}

const views = new WeakMap();

export default function ({ parentElement, data: bytes, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = rootIn(parentElement);
  // The page runs again with each thing a person does; what is typed here stays until the file is read again.
  if (views.get(parentElement) === data.view) return;
  views.set(parentElement, data.view);
  root.lang = data.lang;
  const rows = [], button = el("button", "", data.words.again);
  button.type = "button";
  const said = () => rows.filter((row) => row.answer.value || row.anew.value !== row.problem.instead);
  const changed = () => { button.disabled = !said().length; };
  const parts = data.parts.map((part) => list(data, part, rows, changed));
  button.onclick = () => {
    button.disabled = true;
    setTriggerValue("answered", { view: data.view, rows: said().map((row) => [row.problem.at, row.answer.value, row.anew.value]) });
  };
  changed();
  root.replaceChildren(...parts, ...(rows.length ? [button] : []));
}
