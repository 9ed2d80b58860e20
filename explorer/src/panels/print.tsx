/** On paper only: what the picture is, and on the next page the sources of what is selected. */

import type { JSX } from "preact";
import { citation } from "../citation";
import { Said, usePage, useValue } from "./common";

export function Print(): JSX.Element {
  const page = usePage();
  useValue((one) => one.state);
  useValue((one) => one.detail);
  return (
    <section class="print" aria-hidden="true">
      {citation(page).map((part, i) => <p key={i}><Said text={part} most={1200} open={false} /></p>)}
    </section>
  );
}
