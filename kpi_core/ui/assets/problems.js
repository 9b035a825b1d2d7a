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

// The last word holds: an answer takes the place of what was typed, and the other way round.
function choose(row, answer) {
  row.answer.value = answer;
  if (answer && row.anew) row.anew.value = row.problem.instead;
}

// One problem; `changed` is told of every key, `rows` gathers what can be answered.
function line(data, problem, rows, changed) {
  const row = el("div", "row");
  FIELDS.forEach((name) => row.append(el("div", name, problem[name])));
  if (!problem.at) { row.classList.add("told"); return row; }
  const answer = options(el("select"), problem.answers.map((name) => [name, data.words[name] + (name === "use" && problem.meant ? `: ${own(problem.meant)}` : "")]), data.words.answer);
  const anew = problem.instead === null ? null : el("input");
  answer.setAttribute("aria-label", `${data.words.answer}: ${problem.line} ${own(problem.column)} ${own(problem.value)}`);
  const mine = { problem, answer, anew };
  if (problem.answers.length) row.append(answer);
  if (anew) {
    anew.setAttribute("aria-label", `${data.words.instead}: ${problem.line} ${own(problem.column)} ${own(problem.value)}`);
    anew.placeholder = data.words.instead;
    anew.maxLength = 100;
    anew.value = problem.instead;
    anew.oninput = () => { answer.value = ""; changed(true); };
    anew.onchange = () => changed();
    row.append(anew);
  }
  answer.onchange = () => { choose(mine, answer.value); changed(); };
  rows.push(mine);
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
      mine.forEach((row) => { if (!all.value || row.problem.answers.includes(all.value)) choose(row, all.value); });
      changed();
    };
    top.append(all);
  }
  table.append(...lines);
  box.append(top, table);
  rows.push(...mine);
  return box;
}

const states = new WeakMap();

export default function ({ parentElement, data: bytes, setTriggerValue, setStateValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = rootIn(parentElement);
  // The page runs again with each thing a person does; what is typed here stays until the file is read again.
  const before = states.get(parentElement) || {};
  if (before.view === data.view && before.lang === data.lang) return;
  root.lang = data.lang;
  const rows = [], button = el("button", "", data.words.again);
  button.type = "button";
  const said = () => rows.filter((row) => row.answer.value || (row.anew && row.anew.value !== row.problem.instead));
  const written = () => said().map((row) => [row.problem.at, row.answer.value, row.anew && row.anew.value]);
  const state = { view: data.view, lang: data.lang, rows, told: before.view === data.view ? before.told : JSON.stringify(data.typed) };
  states.set(parentElement, state);
  // The page learns of the first key and of each finished answer: they outlast it. `typing` tells a key from an answer.
  const changed = (typing) => {
    const all = written(), told = JSON.stringify(all);
    button.disabled = !all.length;
    if (told === state.told || (typing === true && all.length && state.told !== "[]")) return;
    state.told = told;
    setStateValue("pending", { view: data.view, rows: all });
  };
  const parts = data.parts.map((part) => list(data, part, rows, changed));
  button.onclick = () => {
    button.disabled = true;
    setTriggerValue("answered", { view: data.view, rows: written() });
  };
  if (before.view === data.view) before.rows.forEach((old, i) => {
    rows[i].answer.value = old.answer.value;
    if (old.anew) rows[i].anew.value = old.anew.value;
  });
  else data.typed.forEach(([at, answer, anew]) => {
    const row = rows.find((mine) => mine.problem.at === at);
    if (!row) return;
    row.answer.value = answer;
    if (row.anew) row.anew.value = anew;
  });
  changed();
  root.replaceChildren(...parts, ...(rows.length ? [button] : []));
}
