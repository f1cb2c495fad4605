#include "deploy/report/page/page_assets.hpp"

namespace starling::deploy {

std::string_view page_script() {
  return R"js(
"use strict";
for (const svg of document.querySelectorAll("svg[data-points]")) {
  const points = JSON.parse(svg.dataset.points);
  const figure = svg.closest("figure");
  const guide = svg.querySelector(".guide");
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  figure.append(tip);
  const nearest = (x) => points.reduce((best, point) =>
    Math.abs(point[0] - x) - Math.abs(best[0] - x) >= 0 ? best : point);
  const show = (event) => {
    const box = svg.getBoundingClientRect();
    const outer = figure.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    const [x, title, ...lines] = nearest((event.clientX - box.left) / scale);
    guide.setAttribute("x1", x);
    guide.setAttribute("x2", x);
    guide.style.visibility = "visible";
    const head = document.createElement("b");
    head.textContent = title;
    tip.replaceChildren(head, ...lines.flatMap((line) => [line, document.createElement("br")]));
    tip.hidden = false;
    const at = box.left - outer.left + x * scale;
    const left = at + 14 + tip.offsetWidth > outer.width ? at - 14 - tip.offsetWidth : at + 14;
    tip.style.left = Math.max(4, left) + "px";
    tip.style.top = Math.max(4, event.clientY - outer.top - tip.offsetHeight / 2) + "px";
  };
  const hide = () => {
    tip.hidden = true;
    guide.style.visibility = "hidden";
  };
  svg.addEventListener("pointermove", show);
  svg.addEventListener("pointerdown", show);
  svg.addEventListener("pointerleave", hide);
}
addEventListener("beforeprint", () => {
  for (const block of document.querySelectorAll("details")) block.open = true;
});
)js";
}

}  // namespace starling::deploy
