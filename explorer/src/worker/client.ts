/** Asks the query worker; Stop ends it at once, and the next question starts another. */

import { chunk, chunkText } from "../data";
import { t } from "../strings";
import type { Answer, FromWorker, ToWorker } from "./messages";

/** The person ended it. */
export class Stopped extends Error {}

export class Asker {
  private worker: Worker | undefined;
  private starting: Promise<void> | undefined;
  private fail: ((error: Error) => void) | undefined;

  /** Reads the graph, once; most of the time until the first answer. */
  async start(): Promise<void> {
    this.starting ??= this.launch().catch((error: unknown) => {
      this.worker?.terminate();
      this.worker = undefined;
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  async ask(text: string): Promise<Answer> {
    await this.start();
    return this.exchange({ type: "query", text }, (message) => (message.type === "answer" ? message.answer : undefined));
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.starting = undefined;
    this.fail?.(new Stopped());
    this.fail = undefined;
  }

  private async launch(): Promise<void> {
    const script = await chunkText(document, "queryjs");
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    try {
      this.worker = new Worker(address);
    } catch {
      throw new Error(t.query.noWorker);
    }
    const [wasm, quads] = await Promise.all([chunk(document, "wasm"), chunk(document, "sparql")]);
    await this.exchange({ type: "start", wasm, quads }, (message) => (message.type === "ready" ? true : undefined), [wasm.buffer, quads.buffer]);
    URL.revokeObjectURL(address);
  }

  private exchange<T>(message: ToWorker, read: (message: FromWorker) => T | undefined, give: Transferable[] = []): Promise<T> {
    return new Promise((resolve, reject) => {
      const { worker } = this;
      if (!worker) return reject(new Stopped());
      this.fail = reject;
      worker.onmessage = (event: MessageEvent<FromWorker>) => {
        const found = read(event.data);
        if (found !== undefined) resolve(found);
        else reject(new Error(event.data.type === "problem" ? event.data.message : t.query.noWorker));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        this.stop();
        reject(new Error(event.message || t.query.noWorker));
      };
      worker.postMessage(message, give);
    });
  }
}
