// How diagrams look: mermaid's configuration in the colours and sizes of the deck.
"use strict";

const INK = "#24292f";
const LINE = "#57606a";

// Eight hues, each as a light fill, a middle one for areas without text, and a strong one that white text can be read on.
const LIGHT = ["#dff0e6", "#dce9f7", "#f8edcd", "#e9e2f6", "#f9e1e3", "#d9efef", "#fae4d3", "#e6eaee"];
const MIDDLE = ["#a9d6bd", "#a8c8e8", "#f0d68a", "#c9b8ec", "#f0b3b8", "#a0d5d6", "#f5c39b", "#c3cbd3"];
const STRONG = ["#2f7d57", "#2f6ba8", "#8a6500", "#7452b8", "#b8434f", "#1f7a7d", "#b1581a", "#5b6672"];

/** Mermaid's configuration for one layout of a diagram. */
function configuration(order, layout) {
  const own = {
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    deterministicIds: true,
    handDrawnSeed: 1,
    layout: "dagre",
    look: "classic",
    theme: "base",
    themeVariables: layout.own_theme ? { fontSize: `${order.text_px}px` } : palette(order.accent, order.text_px),
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSize: order.text_px,
    secure: [
      "secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering",
      "deterministicIds", "handDrawnSeed", "themeCSS", "fontFamily", "htmlLabels", "dompurifyConfig", ...layout.secure,
    ],
    ...sizes(order.text_px),
  };
  for (const [name, value] of Object.entries(layout.config)) {
    own[name] = typeof value === "object" ? { ...own[name], ...value } : value;
  }
  return own;
}

/** What each kind of diagram needs so that it is laid out for a phone with letters of `px` pixels. */
function sizes(px) {
  const c4Fonts = Object.fromEntries(
    ["person", "system", "system_db", "system_queue", "container", "container_db", "container_queue", "component",
      "component_db", "component_queue"].flatMap((name) => [[`${name}FontSize`, px + 2], [`external_${name}FontSize`, px + 2]]),
  );
  return {
    flowchart: { subGraphTitleMargin: { top: 0, bottom: 12 } },
    sequence: {
      diagramMarginX: 8, diagramMarginY: 8, actorMargin: 32,
      actorFontSize: px, messageFontSize: px, noteFontSize: px,
    },
    gantt: { useWidth: 500, fontSize: px, sectionFontSize: px, barHeight: 26, barGap: 6, topPadding: 56 },
    journey: { width: 100, taskMargin: 12, diagramMarginX: 12, leftMargin: 60, taskFontSize: px },
    pie: { legendPosition: "bottom" },
    quadrantChart: {
      chartWidth: 420, chartHeight: 420, pointLabelFontSize: px, quadrantLabelFontSize: px,
      xAxisLabelFontSize: px, yAxisLabelFontSize: px,
    },
    xyChart: {
      width: 460, height: 380, titleFontSize: 18,
      xAxis: { labelFontSize: px, titleFontSize: px }, yAxis: { labelFontSize: px, titleFontSize: px },
    },
    sankey: { width: 420, height: 320 },
    architecture: { fontSize: px, iconSize: 76 },
    c4: { ...c4Fonts, c4ShapeMargin: 60, width: 180, messageFontSize: px, boundaryFontSize: px, c4ShapeInRow: 2, diagramMarginX: 20, diagramMarginY: 10 },
    radar: { width: 320, height: 320, marginTop: 64, marginBottom: 40, marginLeft: 70, marginRight: 70 },
    treemap: { nodeWidth: 48, nodeHeight: 66, padding: 6 },
    packet: { rowHeight: 36 },
    kanban: { sectionWidth: 180 },
  };
}

function palette(accent, px) {
  const fill = mix(accent, "#ffffff", 0.1);
  const border = mix(accent, "#ffffff", 0.6);
  const by = (prefix, colours) => Object.fromEntries(colours.map((colour, nth) => [`${prefix}${nth}`, colour]));
  const twelve = (colours) => [...colours, ...colours.slice(0, 4)];
  return {
    background: "#ffffff", fontSize: `${px}px`,
    primaryColor: fill, primaryBorderColor: border, primaryTextColor: INK,
    secondaryColor: LIGHT[1], secondaryBorderColor: MIDDLE[1], secondaryTextColor: INK,
    tertiaryColor: "#f6f8fa", tertiaryBorderColor: "#c9d1d9", tertiaryTextColor: INK,
    lineColor: LINE, textColor: INK, titleColor: INK, edgeLabelBackground: "#ffffff",
    clusterBkg: "#f6f8fa", clusterBorder: "#c9d1d9",
    noteBkgColor: LIGHT[2], noteBorderColor: MIDDLE[2], noteTextColor: INK,
    actorLineColor: "#8c959f", labelBoxBkgColor: fill, labelBoxBorderColor: border, sequenceNumberColor: "#ffffff",
    activationBkgColor: fill, activationBorderColor: border,
    sectionBkgColor: "#f6f8fa", sectionBkgColor2: "#ffffff", altSectionBkgColor: "#ffffff", gridColor: "#d0d7de",
    taskBkgColor: LIGHT[1], taskBorderColor: STRONG[1], taskTextColor: INK, taskTextDarkColor: INK,
    taskTextLightColor: INK, taskTextOutsideColor: INK, activeTaskBkgColor: LIGHT[0], activeTaskBorderColor: STRONG[0],
    doneTaskBkgColor: LIGHT[7], doneTaskBorderColor: STRONG[7], critBkgColor: LIGHT[4], critBorderColor: STRONG[4],
    ...by("cScale", twelve(MIDDLE)), ...by("cScaleLabel", twelve(MIDDLE).map(() => INK)),
    ...by("cScalePeer", twelve(MIDDLE)), ...by("cScaleInv", twelve(STRONG)), scaleLabelColor: INK,
    ...by("fillType", LIGHT), ...by("actor", STRONG), ...by("git", STRONG), ...by("gitInv", LIGHT), ...by("gitBranchLabel", STRONG.map(() => "#ffffff")),
    commitLabelColor: INK, commitLabelBackground: "#ffffff", commitLabelFontSize: `${px}px`,
    tagLabelColor: INK, tagLabelBackground: LIGHT[2], tagLabelBorder: MIDDLE[2], tagLabelFontSize: `${px}px`,
    ...Object.fromEntries(twelve(MIDDLE).map((colour, nth) => [`pie${nth + 1}`, colour])),
    pieStrokeColor: "#ffffff", pieOuterStrokeColor: "#ffffff", pieOpacity: 1, pieTitleTextSize: "20px",
    pieSectionTextColor: INK, pieSectionTextSize: `${px}px`, pieLegendTextSize: `${px}px`, pieLegendTextColor: INK,
    quadrant1Fill: LIGHT[0], quadrant2Fill: LIGHT[1], quadrant3Fill: LIGHT[7], quadrant4Fill: LIGHT[2],
    quadrant1TextFill: INK, quadrant2TextFill: INK, quadrant3TextFill: INK, quadrant4TextFill: INK,
    quadrantPointFill: STRONG[1], quadrantPointTextFill: INK, quadrantXAxisTextFill: INK, quadrantYAxisTextFill: INK,
    quadrantTitleFill: INK, quadrantInternalBorderStrokeFill: "#c9d1d9", quadrantExternalBorderStrokeFill: "#c9d1d9",
    xyChart: { plotColorPalette: [MIDDLE[1], STRONG[4], MIDDLE[0], STRONG[3], MIDDLE[2], STRONG[5]].join(", ") },
    radar: { axisLabelFontSize: px, legendFontSize: px, curveOpacity: 0.35, axisColor: LINE },
    packet: { labelFontSize: `${px}px`, byteFontSize: `${px}px`, titleFontSize: "18px",
      blockFillColor: fill, blockStrokeColor: border },
    archEdgeColor: LINE, archEdgeArrowColor: LINE, archGroupBorderColor: "#8c959f",
    personBkg: fill, personBorder: border, requirementBackground: fill, requirementBorderColor: border,
    attributeBackgroundColorOdd: "#ffffff", attributeBackgroundColorEven: "#f6f8fa",
  };
}

/** `share` of the colour `a` in the colour `b`, both `#rrggbb`. */
function mix(a, b, share) {
  const part = (colour, nth) => parseInt(colour.slice(1 + 2 * nth, 3 + 2 * nth), 16);
  const mixed = [0, 1, 2].map((nth) => Math.round(part(a, nth) * share + part(b, nth) * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
