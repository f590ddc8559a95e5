/* `anki.imageOcclusion.setup()` for the preview: draws the masks of a card as Anki's reviewer does, in the colours that
   the style sheet of the card gives, and tells the template when they are drawn. */

"use strict";

window.anki = (() => {
  const FALLBACKS = {
    active: { fill: "#ff8e8e", border: "1px #212121" },
    inactive: { fill: "#ffeba2", border: "1px #212121" },
    highlight: { fill: "#ff8e8e00", border: "1px #ff8e8e" },
  };
  const LAYERS = [
    [".cloze", "active", () => true],
    [".cloze-inactive", "inactive", (data) => data.occludeinactive === "1"],
    [".cloze-highlight", "highlight", () => true],
  ];
  const LABEL_SHARE = 0.05;
  let resizing = false;

  async function setup(options = {}) {
    const container = document.getElementById("image-occlusion-container");
    const image = container.querySelector("img");
    if (!image) return;
    if (!image.complete) await new Promise((done) => image.addEventListener("load", done, { once: true }));
    container.style.aspectRatio = `${image.naturalWidth / image.naturalHeight}`;
    if (!resizing) {
      window.addEventListener("resize", draw);
      resizing = true;
    }
    // The picture may still be placed by the template.
    window.requestAnimationFrame(() => {
      draw();
      options.onDidDrawShapes?.();
    });
  }

  function draw() {
    const canvas = document.getElementById("image-occlusion-canvas");
    if (!canvas) return;
    canvas.width = canvas.clientWidth * window.devicePixelRatio;
    canvas.height = canvas.clientHeight * window.devicePixelRatio;
    const ink = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    for (const [selector, name, counts] of LAYERS) {
      const look = lookOf(style, name);
      for (const { dataset } of document.querySelectorAll(`div${selector}[data-shape]`)) {
        if (counts(dataset)) drawShape(ink, dataset, look);
      }
    }
  }

  function lookOf(style, name) {
    const fallback = FALLBACKS[name];
    const border = style.getPropertyValue(`--${name}-shape-border`).trim() || fallback.border;
    const [width, colour] = border.split(/\s+/);
    return {
      fill: style.getPropertyValue(`--${name}-shape-color`).trim() || fallback.fill,
      stroke: colour,
      width: parseFloat(width) * window.devicePixelRatio,
    };
  }

  function drawShape(ink, data, look) {
    if (data.shape === "text") {
      drawLabel(ink, data);
      return;
    }
    ink.fillStyle = look.fill;
    ink.strokeStyle = look.stroke;
    ink.lineWidth = look.width;
    const path = outline(data, ink.canvas.width, ink.canvas.height);
    ink.fill(path);
    if (look.width) ink.stroke(path);
  }

  function outline(data, width, height) {
    const path = new Path2D();
    const [left, top] = [data.left * width, data.top * height];
    if (data.shape === "rect") {
      path.rect(left, top, data.width * width, data.height * height);
    } else if (data.shape === "ellipse") {
      const [rx, ry] = [data.rx * width, data.ry * height];
      path.ellipse(left + rx, top + ry, rx, ry, 0, 0, 2 * Math.PI);
    } else if (data.shape === "polygon") {
      for (const point of data.points.split(" ")) {
        const [x, y] = point.split(",");
        path.lineTo(x * width, y * height);
      }
      path.closePath();
    }
    return path;
  }

  function drawLabel(ink, data) {
    const scale = Number(data.scale || 1);
    const size = Number(data.fontSize || LABEL_SHARE) * ink.canvas.height * scale;
    const lines = data.text.split("\n");
    ink.font = `${size}px sans-serif`;
    ink.textBaseline = "top";
    const [left, top] = [data.left * ink.canvas.width, data.top * ink.canvas.height];
    ink.fillStyle = "#ffffff";
    ink.fillRect(left, top, Math.max(...lines.map((line) => ink.measureText(line).width)) + 5, 1.2 * size * lines.length + 5);
    ink.fillStyle = "#000000";
    lines.forEach((line, number) => ink.fillText(line, left, top + number * 1.2 * size));
  }

  return { imageOcclusion: { setup } };
})();
