// Shared by every component: elements with text content only, the theme in force, and the page's own margins.
function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
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
    const badge = el("i", `s-${judgement}`, sign);
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

