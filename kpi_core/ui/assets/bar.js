// What is shown: department, KPI, period, span, language, projector. Native controls; each choice is one trigger.
function choice(field, send) {
  const label = el("label", "", field.label), select = el("select");
  select.setAttribute("aria-label", field.label);
  select.dataset.field = field.name;
  field.options.forEach(([value, text]) => {
    const option = el("option", "", text);
    option.value = value;
    select.append(option);
  });
  select.value = field.value;
  select.onchange = () => send(field.name, select.value);
  label.append(select);
  if (!field.steps) return [label];
  const pair = el("span", "pair"), place = field.options.findIndex(([value]) => value === field.value);
  [["‹", place + 1, field.steps[0]], ["›", place - 1, field.steps[1]]].forEach(([sign, to, name]) => {
    const button = el("button", "", sign);
    button.type = "button";
    button.title = name;
    button.setAttribute("aria-label", name);
    button.disabled = !field.options[to];
    button.onclick = () => send(field.name, field.options[to][0]);
    pair.append(button);
  });
  return [label, pair];
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = rootIn(parentElement);
  const send = (field, value) => setTriggerValue("choose", { field, value, at: Date.now() });
  const bar = el("div", "bar");
  data.fields.forEach((field) => bar.append(...choice(field, send)));
  if (data.demo) bar.append(el("span", "demo", data.demo));
  bar.append(el("span", "gap"));
  data.links.forEach((link) => {
    const node = el("a", "", link.text);
    node.href = link.href;
    node.title = link.tip || "";
    node.dataset.link = link.name;
    if (link.send) onClick(node, () => send(link.send, link.value));
    bar.append(node);
  });
  root.replaceChildren(bar);
}
