/** How the widget looks: the reader's own light or dark, a page's own font, nothing that moves. */
export const STYLE = `:host{display:block;color-scheme:light dark;--b:#fff;--t:#14252b;--l:#0b5c66;--n:#4a5b61;--e:#b3261e;--r:#c3ced1}
@media(prefers-color-scheme:dark){:host{--b:#10191c;--t:#e6eef0;--l:#7fd3dd;--n:#a9b8bc;--e:#ffb4ab;--r:#3a4a4f}}
.box{background:var(--b);color:var(--t);border:1px solid var(--r);border-radius:.5rem;padding:1rem;font:inherit;line-height:1.5;overflow-wrap:anywhere}
.title{font-size:1.1em;margin:0 0 .5rem}.note,.until{margin:.25rem 0;color:var(--n)}.list{list-style:none;margin:.5rem 0;padding:0}
.item{padding-block:.5rem;padding-inline-start:.75rem;border-inline-start:4px solid var(--r);margin-block:.5rem}.now{border-color:var(--e)}
.link{color:var(--l);display:inline-block;padding-block:.25rem;min-block-size:24px}.item .link{font-weight:600}
.link:focus-visible{outline:3px solid var(--l);outline-offset:2px}`;
