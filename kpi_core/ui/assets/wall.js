// The KPI wall: tiles, what to discuss, and the heat map. Every text from data is set as textContent.
const PER_PAGE = [16, 12, 8, 4];

// An empty tile; `fill` gives it its texts. A tile stays in the page while the month changes under it.
function frame() {
  const node = el("a"), value = el("div", "val"), mid = el("div", "mid"), foot = el("div", "foot");
  const part = { name: el("div", "name"), number: document.createTextNode(""), measure: el("small"), target: el("span"),
                 judged: el("span", "st"), badges: el("span", "badges"), change: el("div", "change"), lines: {} };
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 100 40");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  ["target", "actual", "last"].forEach((name) => {
    const line = part.lines[name] = document.createElementNS(SVG, "path");
    line.setAttribute("class", name);
    svg.append(line);
  });
  value.append(part.number, part.measure);
  mid.append(value, svg);
  const judged = el("span", "judged");
  judged.append(part.judged, part.badges);
  foot.append(part.target, judged);
  node.append(part.name, mid, foot, part.change);
  node.pieces = part;
  return node;
}

function spark(lines, actual, target) {
  const x = (i) => 3 + (i * 94) / Math.max(1, actual.length - 1), y = (v) => 36 - v / 10;
  const last = actual[actual.length - 1];
  lines.target.setAttribute("d", broken(target, x, y));
  lines.actual.setAttribute("d", broken(actual, x, y));
  lines.last.setAttribute("d", last === null || last === undefined ? "" : `M${x(actual.length - 1)} ${y(last)}l0.01 0`);
}

function fill(node, data, board, open) {
  const part = node.pieces, size = data.value.length + data.unit.length * 0.6;
  const long = data.name.length > (/[\u3000-\u9fff]/.test(data.name) ? 14 : 26);
  node.className = `tile s-${data.s}${size > 15 ? " huge" : size > 8.5 ? " wide" : ""}${long ? " longname" : ""}`;
  node.href = `${board.link}&kpi=${encodeURIComponent(data.key)}`;
  node.title = `${own(data.name)} · ${board.status[data.s]} · ${data.why}${data.badges.includes("guess") ? ` · ${board.marks.guess[2]}` : ""}`;
  node.setAttribute("aria-label", `${own(data.name)}: ${data.value} ${own(data.unit)}, ${data.target}, ${board.status[data.s]}, ${data.label}${data.badges.includes("guess") ? `, ${board.marks.guess[2]}` : ""}`);
  part.name.textContent = data.name;
  part.number.data = data.value;
  part.measure.textContent = data.unit;
  part.target.textContent = data.target;
  part.judged.textContent = `${board.shapes[data.s]} ${data.label}`;
  const badges = board.lang + data.badges;
  if (part.said !== badges) { part.said = badges; part.badges.replaceChildren(...marks(data.badges, board.marks)); }
  spark(part.lines, data.actual, data.targets);
  part.change.replaceChildren(...data.changes.map((text) => el("span", "", text)), ...(data.partial ? [el("span", "partial", data.partial)] : []));
  onClick(node, () => open({ unit: board.unit_id, kpi: data.kpi_id }));
  return node;
}

function talks(data, limit, open, say) {
  const panel = el("section", "panel discuss");
  const title = el("h2", "", data.words.discuss);
  title.append(el("small", "", data.words.discuss_note));
  panel.append(title);
  if (!data.discuss.length) { panel.append(el("div", "more", data.words.nothing)); return panel; }
  const list = el("ol");
  data.discuss.slice(0, limit).forEach((talk) => {
    const item = el("li"), link = el("a", "");
    link.href = talk.href;
    onClick(link, () => open({ unit: talk.unit_id, kpi: talk.kpi_id }));
    link.append(el("b", "", talk.name), el("span", "lost", talk.lost), el("span", "note", talk.note));
    const button = el("button", "say", "＋");
    button.type = "button";
    button.title = data.words.say;
    button.setAttribute("aria-label", `${data.words.say}: ${own(talk.name)}`);
    button.onclick = () => say({ unit: talk.unit_id, kpi: talk.kpi_id, at: Date.now() });
    item.append(link, button);
    list.append(item);
  });
  panel.append(list);
  const rest = data.misses - Math.min(limit, data.discuss.length);
  if (rest > 0) panel.append(el("div", "more", data.words.more.replace("{n}", rest)));
  return panel;
}

// Each score of the map leads to the board it comes from.
function heat(data, limit, go) {
  const panel = el("section", "panel heatmap");
  panel.append(el("h2", "", data.words.heat));
  const grid = el("div", "heat");
  const months = data.heat.months, old = Math.max(0, months.length - 6);
  grid.style.gridTemplateColumns = `minmax(0, ${data.mode === "projector" ? (data.lang === "en" ? "132px" : "126px") : data.lang === "en" ? "94px" : "78px"}) repeat(${months.length}, minmax(0, 1fr))`;
  if (data.narrow) grid.style.gridTemplateColumns = `84px repeat(${Math.min(6, months.length)}, minmax(0, 1fr))`;
  grid.append(el("div", "d"));
  months.forEach((month, i) => grid.append(el("div", i < old ? "m old" : "m", month)));
  data.heat.rows.slice(0, limit).forEach((row) => {
    const board = `${data.here}&unit=${encodeURIComponent(row.key)}&period=`;
    grid.append(el("div", "d", row.name));
    row.cells.forEach((cell, i) => {
      const node = el("a", `c s-${cell.s}${i < old ? " old" : ""}`, cell.text);
      node.title = cell.tip;
      node.href = board + data.heat.periods[i];
      onClick(node, () => go({ unit: row.key, period: data.heat.periods[i] }));
      grid.append(node);
    });
  });
  panel.append(grid);
  if (data.heat.rows.length > limit) panel.append(el("div", "more", data.words.more_units.replace("{n}", data.heat.rows.length - limit)));
  return panel;
}

function silent(data) {
  const panel = el("section", "panel silent");
  const title = el("h2", "", data.words.silent);
  title.append(el("small", "", data.silent));
  panel.append(title);
  return panel;
}

function head(data) {
  const header = el("header"), left = el("div"), score = el("div", "score");
  left.append(el("div", "where", data.where), el("h1", "", data.headline));
  const note = el("div");
  data.score_notes.forEach((text) => note.append(el("span", "", text)));
  const counts = el("div", "counts");
  data.counts.forEach((count) => counts.append(el("i", `s-${count.s}`, `${count.shape} ${count.n} ${count.label}`)));
  if (data.guessed) {
    const guessed = el("a", "guessed", data.guessed.text);
    guessed.href = data.guessed.href;
    guessed.title = data.guessed.tip;
    counts.append(guessed);
  }
  score.append(el("b", "", data.score), note, counts);
  if (data.headline.length > (data.lang === "zh" ? 60 : 84)) header.classList.add("long");
  header.append(left, score);
  return header;
}

function desk(data, state, open, say, go) {
  state.tiles ||= new Map();
  const area = el("div", "wall-area");
  data.groups.forEach((group) => {
    const section = el("section", "group"), wall = el("div", "wall");
    if (group.name) {
      const title = el("h2", "", group.name);
      title.append(el("small", "", group.note));
      section.append(title);
    }
    group.tiles.forEach((i) => {
      const kpi = data.tiles[i].kpi_id, node = state.tiles.get(kpi) || frame();
      state.tiles.set(kpi, node);
      wall.append(fill(node, data.tiles[i], data, open));
    });
    section.append(wall);
    area.append(section);
  });
  const aside = el("aside");
  if (data.silent) aside.append(silent(data));
  aside.append(talks(data, 8, open, say), heat(data, 40, go));
  return [area, aside];
}

function overflows(wall) {
  return [...wall.children].some((node) => node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1);
}

function projector(root, body, data, state, open, say, go) {
  const area = el("div", "wall-area"), wall = el("div", "wall"), aside = el("aside"), pages = el("span", "pages");
  area.append(wall);
  body.append(area, aside);
  root.querySelector(".where").append(pages);
  let size = PER_PAGE[0];
  const show = () => {
    const count = Math.max(1, Math.ceil(data.order.length / size));
    state.page = ((state.page % count) + count) % count;
    wall.style.setProperty("--rows", size / 4);
    wall.replaceChildren(...data.order.slice(state.page * size, (state.page + 1) * size).map((i) => fill(frame(), data.tiles[i], data, open)));
    pages.textContent = count > 1 ? " · " + data.words.pages.replace("{page}", state.page + 1).replace("{count}", count) : "";
  };
  for (const candidate of PER_PAGE) {
    size = candidate;
    show();
    if (!overflows(wall)) break;
  }
  let shown = data.discuss.length, rows = Math.min(data.heat.rows.length, 12);
  const beside = () => {
    const list = talks(data, shown, open, say);
    aside.replaceChildren(...(data.silent ? [silent(data)] : []), list, heat(data, rows, go));
    return list;
  };
  let list = beside();
  while (shown > 1 && list.scrollHeight > list.clientHeight + 1) { shown -= 1; list = beside(); }
  state.turn = (by) => { state.page += by; show(); };
}

function keys(root, state, event) {
  if (event.key === "Escape" && root.dataset.mode === "projector") {
    const url = new URL(location.href);
    ["mode", "embed", "embed_options"].forEach((name) => url.searchParams.delete(name));
    location.assign(url);
    return;
  }
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 2, ArrowUp: -2 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.composedPath()[0]?.tagName || "")) return;
  if (state.turn) {
    if (Math.abs(step) === 1) { state.turn(step); event.preventDefault(); }
    return;
  }
  const tiles = [...root.querySelectorAll(".tile")], here = tiles.indexOf(root.getRootNode().activeElement);
  if (here < 0) return;
  const columns = tiles.filter((node) => node.offsetTop === tiles[here].offsetTop).length;
  const next = tiles[here + (Math.abs(step) === 1 ? step : (step / 2) * columns)];
  if (next) { next.focus(); event.preventDefault(); }
}

const states = new WeakMap();

export default function ({ parentElement, data: bytes, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = rootIn(parentElement);
  const state = states.get(parentElement) || { page: 0 };
  states.set(parentElement, state);
  const open = (what) => setTriggerValue("open", what), say = (what) => setTriggerValue("say", what), go = (to) => setTriggerValue("go", { ...to, at: Date.now() });
  root.dataset.mode = data.mode;
  root.lang = data.lang;
  if (state.view !== data.view) { state.view = data.view; state.page = 0; }
  const narrow = root.clientWidth > 0 && root.clientWidth <= 560;
  const body = el("div", "body");
  state.turn = null;
  root.replaceChildren(head(data), body);
  if (data.mode === "projector") projector(root, body, data, state, open, say, go);
  else body.append(...desk({ ...data, narrow }, state, open, say, go));
  root.dataset.drawn = data.view;
  if (state.listener) document.removeEventListener("keydown", state.listener);
  state.listener = (event) => keys(root, state, event);
  document.addEventListener("keydown", state.listener);
  return () => { document.removeEventListener("keydown", state.listener); states.delete(parentElement); };
}
