/** The WebGL layer: nodes as points with a glyph, edges as thin lines; buffers stay on the card. */
import type { Family } from "../model";

const POINT = (size: string): string => `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec4 colour;
layout(location = 2) in vec4 form; // glyph, radius * 8, opacity, unused
uniform vec4 view; // scale x, scale y, offset x, offset y: to clip space
uniform float size; // pixels of the screen for one of the page
flat out vec4 ink;
flat out vec3 cell; // corner in the atlas, radius
void main() {
  gl_Position = vec4(place * view.xy + view.zw, 0.0, 1.0);
  float radius = form.y / 8.0 * size;
  gl_PointSize = ${size};
  ink = vec4(colour.rgb, form.z / 255.0);
  cell = vec3(mod(form.x, 4.0), floor(form.x / 4.0), radius);
}`;

const GLYPH = `#version 300 es
precision mediump float;
flat in vec4 ink;
flat in vec3 cell;
uniform sampler2D atlas;
uniform vec3 background;
out vec4 result;
void main() {
  vec3 glyph = texture(atlas, (cell.xy + gl_PointCoord) / 4.0).rgb;
  float alpha = max(glyph.b, glyph.g) * ink.a;
  result = vec4(mix(background, ink.rgb, glyph.r) * alpha, alpha);
}`;

// A glyph of few pixels cannot be told from a disc, which costs a fifth.
const DISC = `#version 300 es
precision mediump float;
flat in vec4 ink;
flat in vec3 cell;
out vec4 result;
void main() {
  vec2 off = gl_PointCoord * 2.0 - 1.0;
  float alpha = ink.a * clamp((1.0 - dot(off, off)) * cell.z, 0.0, 1.0);
  result = vec4(ink.rgb * alpha, alpha);
}`;

const EDGE_VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in float strength;
uniform vec4 view;
out float alpha;
void main() {
  gl_Position = vec4(place * view.xy + view.zw, 0.0, 1.0);
  alpha = strength;
}`;

const EDGE_FRAGMENT = `#version 300 es
precision mediump float;
in float alpha;
uniform vec4 colour;
out vec4 result;
void main() {
  float a = alpha * colour.a;
  result = vec4(colour.rgb * a, a);
}`;

const CELL = 64;

/** The numbers of a picture at one moment. */
export interface Frame {
  /** From 0..1 to clip space. */
  readonly view: readonly [number, number, number, number];
  readonly growth: number;
  readonly ratio: number;
  readonly background: readonly [number, number, number];
  readonly edge: readonly [number, number, number];
}

export class Layer {
  private readonly gl: WebGL2RenderingContext;
  private readonly nodes: { array: WebGLVertexArrayObject; order: WebGLBuffer; form: WebGLBuffer };
  private readonly discs: WebGLProgram;
  private readonly glyphs: WebGLProgram;
  private readonly edges: { program: WebGLProgram; array: WebGLVertexArrayObject; order: WebGLBuffer; strength: WebGLBuffer };
  private faded = 0;
  private strong = 0;

  /** Throws where there is no WebGL 2. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    families: readonly Family[],
    places: Float32Array,
    ends: Float32Array,
  ) {
    const gl = canvas.getContext("webgl2", { antialias: false, depth: false, premultipliedAlpha: true });
    if (!gl) throw new Error("no WebGL 2");
    this.gl = gl;
    // Linked while the buffers are filled, asked for at the end.
    const programs = [link(gl, POINT("2.0 * radius"), DISC), link(gl, POINT("3.0 * radius"), GLYPH), link(gl, EDGE_VERTEX, EDGE_FRAGMENT)];
    const buffer = (data: Float32Array | null): WebGLBuffer => {
      const made = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, made);
      if (data) gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      return made;
    };
    const array = (place: Float32Array, look: (gl: WebGL2RenderingContext) => void) => {
      const made = gl.createVertexArray();
      gl.bindVertexArray(made);
      buffer(place);
      gl.enableVertexAttribArray(0);
      gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
      const second = buffer(null);
      look(gl);
      const order = gl.createBuffer();
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order);
      gl.bindVertexArray(null);
      return { array: made, second, order };
    };
    const forNodes = array(places, () => {
      gl.enableVertexAttribArray(1);
      gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, 8, 0);
      gl.enableVertexAttribArray(2);
      gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, false, 8, 4);
    });
    const forEdges = array(ends, () => {
      gl.enableVertexAttribArray(1);
      gl.vertexAttribPointer(1, 1, gl.UNSIGNED_BYTE, true, 1, 0);
    });
    const [discs, glyphs, lines] = programs;
    this.discs = discs;
    this.glyphs = glyphs;
    this.nodes = { array: forNodes.array, order: forNodes.order, form: forNodes.second };
    this.edges = { program: lines, array: forEdges.array, order: forEdges.order, strength: forEdges.second };
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, atlas(families));
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const one of programs) {
      if (!gl.getProgramParameter(one, gl.LINK_STATUS) && !gl.isContextLost()) {
        throw new Error(gl.getProgramInfoLog(one) ?? "shader");
      }
    }
  }

  /** Eight bytes a node: red, green, blue, 255, glyph, radius × 8, opacity, 0. */
  setForms(forms: Uint8Array): void {
    this.upload(this.gl.ARRAY_BUFFER, this.nodes.form, forms);
  }

  setNodes(order: Uint32Array): void {
    this.gl.bindVertexArray(null);
    this.upload(this.gl.ELEMENT_ARRAY_BUFFER, this.nodes.order, order);
  }

  /** One byte for each of the two ends of an edge. */
  setStrengths(strengths: Uint8Array): void {
    this.upload(this.gl.ARRAY_BUFFER, this.edges.strength, strengths);
  }

  /** Ends of edges, two a line: first those that are faded, then those that stand out. */
  setEdges(order: Uint32Array, faded: number): void {
    this.faded = faded;
    this.strong = order.length - faded;
    this.gl.bindVertexArray(null);
    this.upload(this.gl.ELEMENT_ARRAY_BUFFER, this.edges.order, order);
  }

  private upload(kind: number, buffer: WebGLBuffer, data: Uint8Array | Uint32Array): void {
    this.gl.bindBuffer(kind, buffer);
    this.gl.bufferData(kind, data, this.gl.DYNAMIC_DRAW);
  }

  clear(): void {
    this.gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    this.gl.clearColor(0, 0, 0, 0);
    this.gl.clear(this.gl.COLOR_BUFFER_BIT);
  }

  drawEdges(frame: Frame, alpha: number, fadedAlpha: number): void {
    const { gl, edges } = this;
    gl.useProgram(edges.program);
    gl.bindVertexArray(edges.array);
    gl.uniform4fv(gl.getUniformLocation(edges.program, "view"), frame.view);
    const colour = gl.getUniformLocation(edges.program, "colour");
    gl.uniform4f(colour, ...frame.edge, fadedAlpha);
    if (this.faded) gl.drawElements(gl.LINES, this.faded, gl.UNSIGNED_INT, 0);
    gl.uniform4f(colour, ...frame.edge, alpha);
    if (this.strong) gl.drawElements(gl.LINES, this.strong, gl.UNSIGNED_INT, this.faded * 4);
  }

  /** Draws a part of the order of nodes. */
  drawNodes(frame: Frame, kind: "discs" | "glyphs", from: number, to: number): void {
    if (to <= from) return;
    const { gl } = this;
    const used = this[kind];
    gl.useProgram(used);
    gl.bindVertexArray(this.nodes.array);
    gl.uniform4fv(gl.getUniformLocation(used, "view"), frame.view);
    gl.uniform1f(gl.getUniformLocation(used, "size"), frame.ratio * frame.growth);
    gl.uniform3f(gl.getUniformLocation(used, "background"), ...frame.background);
    gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, from * 4);
  }

  /** Gives the context back; what is returned can ask for it again. */
  dispose(): WEBGL_lose_context | null {
    const lose = this.gl.getExtension("WEBGL_lose_context");
    lose?.loseContext();
    return lose;
  }
}

function link(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const made = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error("no WebGL 2");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return made;
}

/** Glyphs of the palette: red is ink, green the silhouette, blue a rim that parts it from others. */
function atlas(families: readonly Family[]): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = CELL * 4;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.globalCompositeOperation = "lighter";
  context.lineJoin = "round";
  families.slice(0, 16).forEach((family, index) => {
    context.setTransform(CELL / 3, 0, 0, CELL / 3, ((index % 4) + 0.5) * CELL, (Math.floor(index / 4) + 0.5) * CELL);
    const outline = new Path2D(family.outline);
    context.fillStyle = "#0f0";
    context.fill(outline);
    context.fillStyle = "#f00";
    context.fill(new Path2D(family.ink), "evenodd");
    context.fillStyle = context.strokeStyle = "#00f";
    context.lineWidth = 0.3;
    context.fill(outline);
    context.stroke(outline);
  });
  return canvas;
}
