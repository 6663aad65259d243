namespace Guide.Cli.Reporting;

/// <summary>The style sheet of the report: light and dark, from a phone's width up.</summary>
internal static class ReportStyle
{
    /// <summary>Its text.</summary>
    public const string Sheet = """
        :root { --ink: #1d1d1b; --soft: #63635c; --paper: #fbfbf8; --line: #dcdcd4; --panel: #f1f1ea;
          --c0: #0b7a58; --c1: #c8553d; --c2: #3d5a98; --c3: #8a6d3b; --c4: #7b3f98; --c5: #2b8a9d; --initial: #8b8b83;
          --s0: #2b8a9d; --s1: #b0852c; --s2: #a8336a; --s3: #56742b; --s4: #5a5ab0; --s5: #777770 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e2; --soft: #a3a39a; --paper: #16171a; --line: #34353a; --panel: #202126;
          --c0: #37c293; --c1: #f0886e; --c2: #86a5ea; --c3: #d0ae70; --c4: #c58be2; --c5: #63c4d6; --initial: #84847c;
          --s0: #63c4d6; --s1: #e0b75c; --s2: #ea7fb0; --s3: #a2c46a; --s4: #a3a3f0; --s5: #a3a39a } }
        * { box-sizing: border-box } body { font: 16px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 1.5rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper) }
        h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem } h3 { font-size: 1rem; margin: 0 }
        .note { color: var(--soft); font-size: .88rem; margin: .3rem 0 } .sentence { font-size: 1.25rem; line-height: 1.35; margin: .8rem 0; max-width: 44rem }
        .headline figure { max-width: 560px } li { margin: .4rem 0; max-width: 60rem } details { margin: .7rem 0; border-top: 1px solid var(--line); padding-top: .5rem } summary { cursor: pointer; font-weight: 600 }
        .scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem }
        th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top } th { font-weight: 600; color: var(--soft) }
        th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; min-width: 7rem } td small { display: block; color: var(--soft); white-space: nowrap } td { white-space: nowrap } td:first-child, td:last-child { white-space: normal }
        .key { font-weight: 700; background: var(--panel) }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 1.6rem }
        figure { margin: 0; min-width: 0 } figcaption { font-weight: 600; font-size: .95rem } svg { display: block; width: 100%; height: auto }
        .legend { margin: .2rem 0; font-size: .85rem } .legend span { margin-right: .8rem; white-space: nowrap } i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .35em; background: var(--p) }
        svg text { font: 13px system-ui, sans-serif; fill: var(--ink) } svg .mark, svg .name { fill: var(--soft) } .strong { font-weight: 700 } .grid { stroke: var(--line); fill: none } .axis { stroke: var(--soft); fill: none }
        .line { stroke: var(--p); stroke-width: 1.8; fill: none; stroke-linejoin: round } .bar { fill: var(--p) } .whisker { stroke: var(--ink); stroke-width: 1.3; fill: none }
        .examples { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: 1rem } .examples section { min-width: 0; background: var(--panel); padding: .7rem; border-radius: 6px }
        .part { color: var(--soft); font-size: .8rem; margin: .5rem 0 0 } pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.4 ui-monospace, monospace } .command { background: var(--panel); padding: .4rem .5rem; border-radius: 4px; margin-top: .6rem } .examples .command { background: var(--paper) }
        .c0 { --p: var(--c0) } .c1 { --p: var(--c1) } .c2 { --p: var(--c2) } .c3 { --p: var(--c3) } .c4 { --p: var(--c4) } .c5 { --p: var(--c5) } .c-initial { --p: var(--initial) }
        .s0 { --p: var(--s0) } .s1 { --p: var(--s1) } .s2 { --p: var(--s2) } .s3 { --p: var(--s3) } .s4 { --p: var(--s4) } .s5 { --p: var(--s5) }
        @media (max-width: 640px) { .plain { display: none } .far { display: block } th, td { padding: .3rem .35rem } table { font-size: .8rem } th:first-child, td:first-child { min-width: 5rem } }
        footer { margin-top: 2.5rem; border-top: 1px solid var(--line) }
        """;
}
