// Makes a figure react where JavaScript runs: the picture stays until the chart has been drawn in its place.
(() => {
  "use strict";
  const INK = "#1f2329";
  const NARROW = 560; // pixels; beside a legend little of a chart would be left
  const script = document.currentScript;
  const waiting = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (one.isIntersecting) {
        waiting.unobserve(one.target);
        draw(one.target);
      }
    }
  }, { rootMargin: "200px" });

  let vega;
  function load() {
    vega ??= new Promise((done, failed) => {
      const tag = document.createElement("script");
      tag.src = script.dataset.vega;
      tag.onload = done;
      tag.onerror = failed;
      document.head.append(tag);
    });
    return vega;
  }

  // Puts the legends under the chart, which grows by the room that they take.
  function below(spec, width) {
    const columns = Math.max(1, Math.floor(width / 150));
    const names = new Set();
    let legends = 0;
    JSON.stringify(spec.encoding ?? spec.layer ?? [], (key, value) => {
      if (key === "color" && value?.scale?.domain && value.legend !== null) {
        legends += 1;
        value.scale.domain.forEach((name) => names.add(name));
        if (value.legend?.offset) {
          // It leaves room for names at the ends of the lines, which they still need.
          spec.padding = { left: 5, top: 5, bottom: 5, right: value.legend.offset };
          delete value.legend.offset;
        }
      }
      return value;
    });
    const own = { orient: "bottom", columns, labelLimit: 120, offset: 10 };
    spec.config.legend = { ...spec.config.legend, ...own };
    if (legends && typeof spec.height === "number") spec.height += 24 + 17 * Math.ceil(names.size / columns);
  }

  async function draw(figure) {
    const picture = figure.querySelector("img");
    try {
      const [answer] = await Promise.all([fetch(figure.dataset.spec), load()]);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const ink = getComputedStyle(figure).color;
      const spec = JSON.parse((await answer.text()).replaceAll(INK, ink));
      spec.width = "container";
      spec.autosize = { type: "fit", contains: "padding" };
      if (figure.clientWidth < NARROW) below(spec, figure.clientWidth);
      const place = document.createElement("div");
      place.className = "chart-place";
      place.tabIndex = 0;
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", picture.alt);
      picture.before(place);
      // `ast`: Embed brings its own interpreter; Vega would make functions out of text, which the page's policy forbids.
      await vegaEmbed(place, spec, {
        actions: false, renderer: "svg", ast: true, tooltip: { theme: "custom" },
      });
      picture.hidden = true;
      figure.dataset.drawn = "yes";
    } catch (trouble) {
      figure.dataset.drawn = "no"; // the picture is still there
    }
  }

  function start() {
    for (const figure of document.querySelectorAll("figure[data-spec]")) waiting.observe(figure);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const figure of document.querySelectorAll("figure[data-drawn=yes]")) {
      figure.querySelector(".chart-place").remove();
      draw(figure);
    }
  });
})();
