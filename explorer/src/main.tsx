/** Opens the file: unpacks what the first picture needs, draws, then reads the rest. */

import { render, type JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Announcer, useKeys } from "./a11y";
import { BrokenFile, chunk, hasChunk, isWhole, readCore, readDetail } from "./data";
import { Page } from "./page";
import { PageContext, usePage, useValue } from "./panels/common";
import { Details } from "./panels/details";
import { Dialogs } from "./panels/dialogs";
import { Filters } from "./panels/filters";
import { Header } from "./panels/header";
import { HiddenLine } from "./panels/hidden";
import { Print } from "./panels/print";
import { Stage } from "./panels/stage";
import { Timeline } from "./panels/timeline";
import { t } from "./strings";
import "./style.css";

function Explorer(): JSX.Element {
  const page = usePage();
  const theme = useValue((one) => one.state.theme);
  const drawer = useValue((one) => one.state.drawer);
  const view = useValue((one) => one.state.view);
  useKeys();
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return (
    <div class={`explorer is-${view} ${drawer ? "has-drawer" : ""}`}>
      <Header />
      <Filters />
      {drawer && <div class="veil" onClick={() => page.set({ drawer: false })} />}
      <main class="middle">
        <Stage />
        <HiddenLine />
        {view !== "query" && <Timeline />}
      </main>
      <Details />
      <Dialogs />
      <Announcer />
      <Print />
    </div>
  );
}

/** The address's part behind `#`; a frame may not have one. */
function addressHash(): string {
  try {
    return location.hash;
  } catch {
    return "";
  }
}

function tell(sentence: string): void {
  const boot = document.getElementById("boot");
  if (!boot) return;
  boot.textContent = sentence;
  boot.setAttribute("role", "alert");
  boot.hidden = false;
}

/** When the browser has nothing to draw. */
const idle = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** For the console and for tests: the open page. */
export let page: Page | undefined;

async function open(): Promise<void> {
  const app = document.getElementById("app");
  if (!app) return;
  if (!isWhole(document)) return tell(t.empty.cut);
  if (typeof DecompressionStream === "undefined") return tell(t.empty.old);
  const opened = new Page(readCore(await chunk(document, "core")), addressHash());
  page = opened;
  addEventListener("popstate", (event) => opened.follow(addressHash(), (event.state as { step?: number } | null)?.step ?? 0));
  addEventListener("hashchange", () => opened.follow(addressHash()));
  document.documentElement.classList.add("is-open");
  app.replaceChildren();
  render(<PageContext.Provider value={opened}><Explorer /></PageContext.Provider>, app);
  document.documentElement.dataset["painted"] = String(Math.round(performance.now()));
  await idle();
  if (hasChunk(document, "detail")) opened.learn(readDetail(await chunk(document, "detail")));
  document.documentElement.dataset["ready"] = String(Math.round(performance.now()));
}

/** The data stand behind the script. */
const parsed = new Promise<void>((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
});

parsed.then(open).catch((error: unknown) => {
  console.error(error);
  document.documentElement.classList.remove("is-open");
  tell(error instanceof BrokenFile ? t.empty.cut : t.empty.unreadable(error instanceof Error ? error.message : String(error)));
});
