// Small charts on one form, or the bowler grid. Every text from data is set as textContent.
const WIDE = 200, HIGH = 48, PER_PAGE = 12;

function line(name, d) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", name);
  path.setAttribute("d", d);
  return path;
}

// The pale band of the usual range, one piece for each stretch of known limits.
function band(card, x, y) {
  let text = "", start = -1;
  for (let i = 0; i <= card.lower.length; i += 1) {
    const known = i < card.lower.length && card.lower[i] !== null && card.upper[i] !== null;
    if (known && start < 0) start = i;
    if (!known && start >= 0) {
      const places = Array.from({ length: i - start }, (_, n) => start + n);
      const top = places.map((n) => `${x(n).toFixed(1)} ${y(card.upper[n]).toFixed(1)}`);
      const bottom = places.reverse().map((n) => `${x(n).toFixed(1)} ${y(card.lower[n]).toFixed(1)}`);
      text += `M${[...top, ...bottom].join("L")}Z`;
      start = -1;
    }
  }
  return text;
}

function chart(card) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const x = (i) => 4 + (i * (WIDE - 8)) / Math.max(1, card.actual.length - 1), y = (v) => HIGH - 4 - v / 10;
  svg.append(line("usual", band(card, x, y)), line("target", broken(card.target, x, y)), line("actual", broken(card.actual, x, y)));
  const dots = card.signals.filter((i) => card.actual[i] !== null);
  svg.append(line("signals", dots.map((i) => `M${x(i).toFixed(1)} ${y(card.actual[i]).toFixed(1)}l0.01 0`).join("")));
  return svg;
}

// The link to a KPI, in the page's period or in that of a month of the grid.
function link(data, item, open, month) {
  const node = el("a"), period = month || data.period;
  node.href = `${data.link}&kpi=${encodeURIComponent(item.key)}&period=${period}`;
  onClick(node, () => open({ unit: data.unit_id, kpi: item.kpi_id, period }));
  return node;
}

function card(data, item, open) {
  const node = link(data, item, open), top = el("div", "top"), value = el("b", "", item.value), signs = el("span", "marks");
  node.className = `chart s-${item.s}`;
  node.setAttribute("aria-label", `${own(item.name)}: ${item.value} ${own(item.unit)}, ${item.note}`);
  if (item.unit) value.append(el("small", "", item.unit));
  signs.append(...marks(item.badges, data.marks));
  top.append(el("span", "name", item.name), signs);
  const foot = el("div", "low");
  foot.append(value, el("span", "note", item.note));
  node.append(top, chart(item), foot);
  return node;
}

function bowler(data, rows, open) {
  const box = el("div", "scroll"), table = el("table"), head = el("tr"), body = el("tbody"), top = el("thead");
  head.append(el("th", "first", ""), el("th", "", ""));
  data.months.forEach((month) => head.append(el("th", "", month.slice(2))));
  top.append(head);
  rows.forEach((row) => {
    const goal = el("tr", "goal"), real = el("tr", "real"), name = el("th", "first"), opener = link(data, row, open);
    opener.append(el("span", "", row.name));
    if (row.unit) opener.append(el("small", "", row.unit));
    name.append(opener);
    name.rowSpan = 2;
    goal.append(name, el("td", "kind", data.words.target));
    real.append(el("td", "kind", data.words.actual));
    row.cells.forEach((cell, i) => {
      const actual = el("td", cell ? `c s-${cell.s}` : "c");
      goal.append(el("td", "", cell ? cell.t : ""));
      if (cell) {
        const figure = link(data, row, open, data.months[i]);
        figure.textContent = `${cell.a} ${data.shapes[cell.s]}`;
        actual.append(figure);
      }
      real.append(actual);
    });
    body.append(goal, real);
  });
  table.append(top, body);
  box.append(table);
  return box;
}

const states = new WeakMap();

function show(root, data, state, open) {
  const items = data.view === "charts" ? data.cards : data.rows;
  const size = data.mode === "projector" ? (data.view === "charts" ? PER_PAGE : 8) : Math.max(1, items.length);
  const pages = Math.max(1, Math.ceil(items.length / size));
  state.page = ((state.page % pages) + pages) % pages;
  const part = items.slice(state.page * size, (state.page + 1) * size);
  const where = el("div", "where", data.where + (pages > 1 ? " · " + data.pages.replace("{page}", state.page + 1).replace("{count}", pages) : ""));
  const grid = el("div", "charts");
  if (data.view === "charts") part.forEach((item) => grid.append(card(data, item, open)));
  root.replaceChildren(where, el("h1", "", data.headline), el("div", "legend", data.none || data.legend),
    data.view === "charts" ? grid : bowler(data, part, open));
  state.turn = pages > 1 ? (by) => { state.page += by; show(root, data, state, open); } : null;
}

function keys(root, state, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.composedPath()[0]?.tagName || "")) return;
  if (event.key === "Escape" && root.dataset.mode === "projector") {
    const url = new URL(location.href);
    ["mode", "embed", "embed_options"].forEach((name) => url.searchParams.delete(name));
    location.assign(url);
    return;
  }
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by && state.turn) { state.turn(by); event.preventDefault(); }
}

export default function ({ parentElement, data: bytes, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = rootIn(parentElement);
  const state = states.get(parentElement) || { page: 0 };
  states.set(parentElement, state);
  if (state.drawn !== data.drawn) { state.drawn = data.drawn; state.page = 0; }
  root.dataset.mode = data.mode;
  root.lang = data.lang;
  show(root, data, state, (what) => setTriggerValue("open", what));
  // On the projector nothing lies below the fold: the page takes what the bar above leaves.
  root.style.height = data.mode === "projector" ? `${window.innerHeight - root.getBoundingClientRect().top - 16}px` : "";
  root.dataset.drawn = data.drawn;
  if (state.listener) document.removeEventListener("keydown", state.listener);
  state.listener = (event) => keys(root, state, event);
  document.addEventListener("keydown", state.listener);
  return () => { document.removeEventListener("keydown", state.listener); states.delete(parentElement); };
}
