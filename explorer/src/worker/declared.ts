/** The query with the prefixes that it uses and does not declare, on its first line. */
export function declared(text: string, prefixes: Readonly<Record<string, string>>): string {
  const plain = text.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, " ").replace(/#[^\n]*/g, " ");
  const own = new Set(Array.from(plain.matchAll(/\bPREFIX\s+([^\s:]*):/gi), (match) => match[1]));
  const used = new Set(Array.from(plain.matchAll(/(?<![\w?$-])([A-Za-z][\w.-]*):/g), (match) => match[1]));
  const missing = Object.keys(prefixes).filter((name) => used.has(name) && !own.has(name));
  return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}> `).join("") + text;
}
