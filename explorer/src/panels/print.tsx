/** On paper only: the picture as it is exported, and on the next page the sources of what is selected. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { citation } from "../citation";
import { exportSvg } from "../export-image";
import { Said, usePage } from "./common";

export function Print(): JSX.Element {
  const page = usePage();
  const [texts, setTexts] = useState<readonly string[]>([]);
  const [picture, setPicture] = useState("");
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const before = (): void => setTexts(citation(page, true));
    const after = (): void => setPicture("");
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    page.print = async () => {
      before();
      const shown = page.picture?.();
      if (shown) setPicture(URL.createObjectURL(await exportSvg(shown.view, shown.about)));
      // The image is drawn, and then decoded, before the paper is asked for.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await image.current?.decode().catch(() => undefined);
      print();
    };
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  useEffect(() => () => URL.revokeObjectURL(picture), [picture]);
  return (
    <section class={`print ${picture ? "has-picture" : ""}`} aria-hidden="true">
      {picture && <img ref={image} src={picture} alt="" />}
      <div class="sources">{texts.map((part, i) => <p key={i}><Said text={part} most={1200} open={false} /></p>)}</div>
    </section>
  );
}
