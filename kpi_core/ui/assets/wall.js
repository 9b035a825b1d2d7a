// The KPI wall: tiles, what to discuss, and the heat map. Every text from data is set as textContent.
const SVG = "http://www.w3.org/2000/svg";
const PER_PAGE = [16, 12, 8, 4];

function path(values, x, y) {
  let text = "", pen = "M";
  values.forEach((value, i) => {
    if (value === null) { pen = "M"; return; }
    text += `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
  });
  return text;
}

function spark(actual, target) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 100 40");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const known = [...actual, ...target].filter((v) => v !== null);
  if (!known.length) return svg;
  const low = Math.min(...known), high = Math.max(...known), wide = high - low || 1;
  const x = (i) => 3 + (i * 94) / Math.max(1, actual.length - 1), y = (v) => 36 - ((v - low) / wide) * 32;
  const draw = (name, d) => {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("class", name);
    line.setAttribute("d", d);
    svg.append(line);
  };
  draw("target", path(target, x, y));
  draw("actual", path(actual, x, y));
  const last = actual[actual.length - 1];
  if (last !== null && last !== undefined) draw("last", `M${x(actual.length - 1)} ${y(last)}l0.01 0`);
  return svg;
}

function tile(data, board, open) {
  const node = el("a", `tile s-${data.s}`);
  node.href = `${board.link}&kpi=${encodeURIComponent(data.key)}`;
  node.title = `${data.name} · ${board.status[data.s]} · ${data.why}`;
  node.setAttribute("aria-label", `${data.name}: ${data.value} ${data.unit}, ${data.target}, ${board.status[data.s]}, ${data.label}`);
  const size = data.value.length + data.unit.length * 0.6;
  if (size > 15) node.classList.add("huge"); else if (size > 8.5) node.classList.add("wide");
  if (data.name.length > (/[\u3000-\u9fff]/.test(data.name) ? 14 : 26)) node.classList.add("longname");
  const value = el("div", "val", data.value);
  if (data.unit) value.append(el("small", "", data.unit));
  const mid = el("div", "mid");
  mid.append(value, spark(data.actual, data.targets));
  const foot = el("div", "foot");
  foot.append(el("span", "", data.target), el("span", "st", `${board.shapes[data.s]} ${data.label}`));
  const change = el("div", "change");
  data.changes.forEach((text) => change.append(el("span", "", text)));
  if (data.partial) change.append(el("span", "partial", data.partial));
  node.append(el("div", "name", data.name), mid, foot, change);
  node.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open({ unit: board.unit_id, kpi: data.kpi_id });
  };
  return node;
}

function talks(data, limit, open) {
  const panel = el("section", "panel discuss");
  const title = el("h2", "", data.words.discuss);
  title.append(el("small", "", data.words.discuss_note));
  panel.append(title);
  if (!data.discuss.length) { panel.append(el("div", "more", data.words.nothing)); return panel; }
  const list = el("ol");
  data.discuss.slice(0, limit).forEach((talk) => {
    const item = el("li"), link = el("a", "");
    link.href = talk.href;
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open({ unit: talk.unit_id, kpi: talk.kpi_id });
    };
    link.append(el("b", "", talk.name), el("span", "lost", talk.lost), el("span", "note", talk.note));
    item.append(link);
    list.append(item);
  });
  panel.append(list);
  const rest = data.misses - Math.min(limit, data.discuss.length);
  if (rest > 0) panel.append(el("div", "more", data.words.more.replace("{n}", rest)));
  return panel;
}

function heat(data, limit) {
  const panel = el("section", "panel heatmap");
  panel.append(el("h2", "", data.words.heat));
  const grid = el("div", "heat");
  const months = data.heat.months, old = Math.max(0, months.length - 6);
  grid.style.gridTemplateColumns = `minmax(0, ${data.mode === "projector" ? (data.lang === "en" ? "132px" : "126px") : "78px"}) repeat(${months.length}, minmax(0, 1fr))`;
  if (data.narrow) grid.style.gridTemplateColumns = `84px repeat(${Math.min(6, months.length)}, minmax(0, 1fr))`;
  grid.append(el("div", "d"));
  months.forEach((month, i) => grid.append(el("div", i < old ? "m old" : "m", month)));
  data.heat.rows.slice(0, limit).forEach((row) => {
    grid.append(el("div", "d", row.name));
    row.cells.forEach((cell, i) => {
      const node = el("div", `c s-${cell.s}${i < old ? " old" : ""}`, cell.text);
      node.title = cell.tip;
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
  score.append(el("b", "", data.score), note, counts);
  if (data.headline.length > (data.lang === "zh" ? 60 : 84)) header.classList.add("long");
  header.append(left, score);
  return header;
}

function desk(data, open) {
  const area = el("div", "wall-area");
  data.groups.forEach((group) => {
    const section = el("section", "group"), wall = el("div", "wall");
    if (group.name) {
      const title = el("h2", "", group.name);
      title.append(el("small", "", group.note));
      section.append(title);
    }
    group.tiles.forEach((i) => wall.append(tile(data.tiles[i], data, open)));
    section.append(wall);
    area.append(section);
  });
  const aside = el("aside");
  if (data.silent) aside.append(silent(data));
  aside.append(talks(data, 8, open), heat(data, 40));
  return [area, aside];
}

function overflows(wall) {
  return [...wall.children].some((node) => node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1);
}

function projector(root, body, data, state, open) {
  const area = el("div", "wall-area"), wall = el("div", "wall"), aside = el("aside"), pages = el("span", "pages");
  area.append(wall);
  body.append(area, aside);
  root.querySelector(".where").append(pages);
  let size = PER_PAGE[0];
  const show = () => {
    const count = Math.max(1, Math.ceil(data.order.length / size));
    state.page = ((state.page % count) + count) % count;
    wall.style.setProperty("--rows", size / 4);
    wall.replaceChildren(...data.order.slice(state.page * size, (state.page + 1) * size).map((i) => tile(data.tiles[i], data, open)));
    pages.textContent = count > 1 ? " · " + data.words.pages.replace("{page}", state.page + 1).replace("{count}", count) : "";
  };
  for (const candidate of PER_PAGE) {
    size = candidate;
    show();
    if (!overflows(wall)) break;
  }
  let shown = data.discuss.length, rows = Math.min(data.heat.rows.length, 12);
  const fill = () => {
    const list = talks(data, shown, open);
    aside.replaceChildren(...(data.silent ? [silent(data)] : []), list, heat(data, rows));
    return list;
  };
  let list = fill();
  while (shown > 1 && list.scrollHeight > list.clientHeight + 1) { shown -= 1; list = fill(); }
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

export default function ({ parentElement, data: text, setTriggerValue }) {
  const data = JSON.parse(text);
  const root = rootIn(parentElement);
  const state = states.get(parentElement) || { page: 0 };
  states.set(parentElement, state);
  const open = (what) => setTriggerValue("open", what);
  root.dataset.mode = data.mode;
  root.lang = data.lang;
  if (state.view !== data.view) { state.view = data.view; state.page = 0; }
  const narrow = root.clientWidth > 0 && root.clientWidth <= 560;
  const body = el("div", "body");
  state.turn = null;
  root.replaceChildren(head(data), body);
  if (data.mode === "projector") projector(root, body, data, state, open);
  else body.append(...desk({ ...data, narrow }, open));
  root.dataset.drawn = data.view;
  if (state.listener) document.removeEventListener("keydown", state.listener);
  state.listener = (event) => keys(root, state, event);
  document.addEventListener("keydown", state.listener);
  return () => { document.removeEventListener("keydown", state.listener); states.delete(parentElement); };
}
