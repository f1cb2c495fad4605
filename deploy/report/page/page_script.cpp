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
for (const svg of document.querySelectorAll("svg[data-path]")) {
  const { rounds, best, at } = JSON.parse(svg.dataset.path);
  const player = svg.closest("figure").querySelector(".player");
  const [button, slider, speed, said] = player.children;
  const particles = svg.querySelector(".particles");
  const trail = svg.querySelector(".trail");
  const last = rounds.length - 1;
  const pace = Math.max(5, last / 15);
  let now = last;
  let then = 0;
  let playing = false;
  const draw = () => {
    const frame = Math.floor(now);
    const from = at[frame];
    const to = at[Math.min(frame + 1, last)];
    const share = from.length === to.length ? now - frame : 0;
    const here = from.map((value, i) => (value + (to[i] - value) * share) / 10);
    while (particles.children.length < here.length / 2) {
      particles.append(particles.firstElementChild.cloneNode());
    }
    [...particles.children].forEach((dot, i) => {
      dot.style.display = 2 * i < here.length ? "" : "none";
      if (2 * i >= here.length) return;
      dot.setAttribute("cx", here[2 * i]);
      dot.setAttribute("cy", here[2 * i + 1]);
    });
    const before = at.slice(Math.max(0, frame - 3), frame + 1)
      .filter((places) => places.length === here.length);
    let way = "";
    for (let i = 0; i < here.length; i += 2) {
      way += "M" + before.map((places) => places[i] / 10 + " " + places[i + 1] / 10 + "L").join("");
      way += here[i] + " " + here[i + 1];
    }
    trail.setAttribute("d", way);
    slider.value = now;
    slider.setAttribute("aria-valuetext", "round " + rounds[frame]);
    said.textContent = "round " + rounds[frame] + " · best " + best[frame];
  };
  const step = (time) => {
    if (!playing) return;
    now = Math.min(last, now + (time - then) / 1000 * pace * speed.value);
    then = time;
    if (now === last) play(false);
    draw();
    requestAnimationFrame(step);
  };
  const play = (on) => {
    playing = on;
    button.textContent = on ? "Pause" : "Play";
    if (!on) return;
    if (now === last) now = 0;
    then = performance.now();
    requestAnimationFrame(step);
  };
  button.addEventListener("click", () => play(!playing));
  slider.addEventListener("input", () => {
    play(false);
    now = Number(slider.value);
    draw();
  });
  player.hidden = false;
  draw();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) continue;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    play(true);
  }, { threshold: 0.6 });
  seen.observe(svg);
}
addEventListener("beforeprint", () => {
  for (const block of document.querySelectorAll("details")) block.open = true;
});
)js";
}

}  // namespace starling::deploy
