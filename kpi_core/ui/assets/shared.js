// Shared by every component: elements with text content only, the theme in force, and the page's own margins.
function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

// A person's text within a line of ours that is no element of its own (a tip, an option, a name for readers): kept to itself.
function own(text) {
  return /^[\x00-\x7f]*$/.test(text) ? text : /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(text) ? closed(text) : text;
}

// As `isolated` in kpi_core/text/isolation.py: as many beginnings and ends as the text leaves open.
function closed(text) {
  let depth = 0, lowest = 0;
  for (const sign of text) {
    depth += "\u2066\u2067\u2068".includes(sign) ? 1 : sign === "\u2069" ? -1 : 0;
    lowest = Math.min(lowest, depth);
  }
  return "\u2068".repeat(1 - lowest) + text + "\u2069".repeat(1 - lowest + depth);
}

function rootIn(parentElement) {
  let root = parentElement.querySelector(".root");
  if (!root) { root = el("div", "root"); parentElement.append(root); }
  const host = parentElement.host instanceof Element ? parentElement.host : document.body;
  const colour = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const hex = /^#([0-9a-f]{6})/i.exec(colour);
  const rgb = hex ? [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16)) : (colour.match(/\d+/g) || [255, 255, 255]).map(Number);
  root.dataset.theme = rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11 < 128 ? "dark" : "light";
  return root;
}

// A link whose plain click does `deed` here; with a key held the browser opens it as a link.
function onClick(node, deed) {
  node.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    deed();
  };
}

const SVG = "http://www.w3.org/2000/svg";

// The path of a line that breaks where a value is missing.
function broken(values, x, y) {
  let text = "", pen = "M";
  values.forEach((value, i) => {
    if (value === null) { pen = "M"; return; }
    text += `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = "L";
  });
  return text;
}

// Badges by name; `signs` holds sign, judgement and word of each, the word on hover and for readers.
function marks(badges, signs) {
  return badges.map((name) => {
    const [sign, judgement, word] = signs[name];
    const badge = el("i", `s-${judgement} m-${name}`, sign);
    badge.title = word;
    badge.setAttribute("aria-label", word);
    return badge;
  });
}

const PAGE_STYLE = `
.stMainBlockContainer { padding-left: clamp(14px, 2vw, 32px) !important; padding-right: clamp(14px, 2vw, 32px) !important; }
@media print {
  @page { size: A4 landscape; margin: 8mm; }
  .stAppHeader, [data-testid=stToolbar], [data-testid=stSidebar], .st-key-bar { display: none !important; }
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; }
  .stApp, .stMain, .stAppViewContainer, .stAppScrollToBottomContainer { position: static !important; overflow: visible !important; height: auto !important; display: block !important; }
}`;
if (!document.getElementById("attain-page")) {
  const style = document.createElement("style");
  style.id = "attain-page";
  style.textContent = PAGE_STYLE;
  document.head.append(style);
}

