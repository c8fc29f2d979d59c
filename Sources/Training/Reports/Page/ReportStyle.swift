/// The style of the report, for light and dark screens, and for narrow ones.
enum ReportStyle {
  static let css: HTML = """
    :root{color-scheme:light dark;--back:#fff;--text:#1b1b1f;--soft:#55555f;--line:#d4d4dc;
    --card:#f6f6f9;--c0:#1f5fbf;--c1:#b3410e;--t0:#1f5fbf;--t1:#7a3fb0;--t2:#b3410e;--t3:#6b7280;
    --t4:#1a7f4b;--t5:#8a6d00;--right:#1a7f4b;--wrong:#b3410e}
    @media (prefers-color-scheme:dark){:root{--back:#15161a;--text:#e8e8ec;--soft:#adadb8;
    --line:#3b3c45;--card:#1e1f25;--c0:#7fb0ff;--c1:#ffa36b;--t0:#7fb0ff;--t1:#c39bf0;--t2:#ffa36b;
    --t3:#9aa0ac;--t4:#5fc48f;--t5:#e0c050;--right:#5fc48f;--wrong:#ffa36b}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
    main{max-width:1100px;margin:0 auto;padding:16px}
    h1{font-size:1.6rem;margin:.2em 0;overflow-wrap:anywhere}
    h2{font-size:1.2rem;margin:1.6em 0 .5em;border-bottom:1px solid var(--line)}
    p{margin:.4em 0;overflow-wrap:anywhere}
    .soft,.caption,figcaption{color:var(--soft)}
    .state{display:inline-block;padding:0 .6em;border:2px solid currentcolor;border-radius:1em;
    font-weight:600}
    .finished{color:var(--right)}.stopped{color:var(--wrong)}.running{color:var(--c0)}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));
    gap:16px}
    figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;
    padding:8px;max-width:540px}
    svg{display:block;width:100%;height:auto}
    svg text{fill:var(--text);font:12px system-ui,sans-serif}
    .grid{stroke:var(--line);fill:none}.axis{stroke:var(--soft);fill:none}
    .curve{fill:none;stroke-width:2}.curve.c0{stroke:var(--c0)}
    .curve.c1{stroke:var(--c1);stroke-dasharray:6 4}.mark.c0{fill:var(--c0)}.mark.c1{fill:var(--c1)}
    .t0{fill:var(--t0)}.t1{fill:var(--t1)}.t2{fill:var(--t2)}.t3{fill:var(--t3)}
    .t4{fill:var(--t4)}.t5{fill:var(--t5)}
    figcaption{font-size:.9rem;text-align:center}
    .scroll{overflow-x:auto;margin:.6em 0;border:1px solid var(--line);border-radius:8px}
    .scroll:focus-visible{outline:2px solid var(--c0)}
    table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
    .caption{font-size:.9rem;margin:1em 0 0}.caption+.scroll{margin-top:.3em}
    th,td{padding:4px 10px;text-align:right;white-space:nowrap;border-top:1px solid var(--line)}
    thead th{color:var(--soft)}th[scope=row],thead th:first-child{text-align:left}
    .settings td,.settings th{text-align:left}
    .hit{background:color-mix(in srgb,var(--right) calc(var(--share)*45%),transparent)}
    .miss{background:color-mix(in srgb,var(--wrong) calc(var(--share)*45%),transparent)}
    pre{margin:0;padding:10px;font:13px/1.4 ui-monospace,monospace}
    .mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px}
    .mistakes img{display:block;margin:0 auto 6px;width:112px;height:112px;object-fit:contain;
    image-rendering:pixelated;background:#000}
    .mistakes figcaption{overflow-wrap:anywhere}
    """
}
