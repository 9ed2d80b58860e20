/**
 * How the page talks to its pictures: a view is told what is shown, selected and how it should
 * look, and reports what a person did. Views hold no state of the page.
 */

import type { Pen } from "./picture/pen";

/** What passes the filters: one byte a row. */
export interface Shown {
  /** 1 shown, 0 hidden. */
  readonly nodes: Uint8Array;
  /** 1 shown, 0 hidden. */
  readonly edges: Uint8Array;
  /** 255 certain, 115 possible at the time chosen. */
  readonly edgeAlpha: Uint8Array;
}

export interface Look {
  readonly colourBy: "type" | "community" | "country" | string;
  /** A measure's key, or "" for one size. */
  readonly sizeBy: string;
  readonly widthBy: "stage" | "weight";
  readonly language: string;
  readonly dark: boolean;
  readonly reducedMotion: boolean;
}

export interface Selection {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  /** The middle of an ego network, -1 for none. */
  readonly focus: number;
  readonly depth: number;
  /** Edges of a shortest path. */
  readonly path: readonly number[];
  /** The node under the pointer, -1 for none. */
  readonly hover: number;
}

export interface View {
  readonly element: HTMLElement;
  resize(): void;
  setShown(shown: Shown): void;
  setSelection(selection: Selection): void;
  setLook(look: Look): void;
  camera(): string;
  setCamera(camera: string): void;
  fit(nodes?: readonly number[]): void;
  zoom(factor: number): void;
  /** Moves the picture, in pixels. */
  pan(right: number, down: number): void;
  /** With "lasso" a drag selects; with "pan" it moves, and Shift with a drag selects. */
  setMode(mode: "pan" | "lasso"): void;
  /** What is shown and cannot be drawn here: things without a place on the map. */
  unplaced?(): number[];
  /** How much larger signs are drawn than at the first camera. */
  growth?(): number;
  /** Draws what is in view at this size, in the light theme: for export and print. */
  paint(pen: Pen, width: number, height: number): void;
  dispose(): void;
}

export interface ViewEvents {
  onHover(node: number): void;
  onSelect(kind: "node" | "edge" | "none", index: number, add: boolean): void;
  onFocus(node: number): void;
  onLasso(nodes: number[]): void;
  onCamera(camera: string): void;
  /** How many of the edges shown are drawn, where there are too many to draw them all. */
  onDrawn?(drawn: number, shown: number): void;
  onProblem(what: "no-webgl" | "context-lost"): void;
}
