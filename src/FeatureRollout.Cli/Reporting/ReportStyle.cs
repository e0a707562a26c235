namespace FeatureRollout.Cli.Reporting;

/// <summary>How a report's page looks: on a screen, light or dark, on a phone, and on paper.</summary>
internal static class ReportStyle
{
    public static readonly string Text = """

        :root { color-scheme: light dark; --page: #f6f8fa; --sheet: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --band: #f6f8fa; --accent: #0969da }
        @media (prefers-color-scheme: dark) { :root { --page: #010409; --sheet: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --band: #151b23; --accent: #58a6ff } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
        main { max-width: 62rem; margin: 2rem auto; padding: 2.25rem 2.75rem 2.75rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere }
        h1 { margin: 0 0 1.25rem; padding-bottom: .9rem; border-bottom: 3px solid var(--accent); font-size: 1.65rem; line-height: 1.25; letter-spacing: -.01em }
        main > h1 ~ h2 { margin: 2rem 0 .7rem; font-size: 1.15rem; line-height: 1.3 }
        h3 { margin: 1.6rem 0 .5rem; color: var(--soft); font-size: .82rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase }
        h4 { margin: 1.2rem 0 .4rem }
        ul { margin: .3rem 0 0; padding-left: 1.2rem }
        li { margin: .18rem 0 }
        li::marker { color: var(--soft) }
        table { display: block; width: 100%; max-width: 100%; margin: .4rem 0 0; border-collapse: collapse; overflow-x: auto; font-size: .9rem }
        th { padding: .45rem .7rem; border-bottom: 2px solid var(--line); color: var(--soft); font-size: .78rem; font-weight: 600; text-align: left; white-space: nowrap }
        td { min-width: 7rem; padding: .5rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top }
        td.figure { font-variant-numeric: tabular-nums; white-space: nowrap }
        tbody tr:nth-child(even) { background: var(--band) }
        td:first-child { min-width: 9rem; font-weight: 600 }
        @media (max-width: 40rem) { main { margin: 0; padding: 1.25rem; border: 0; border-radius: 0 } h1 { font-size: 1.35rem } }
        @media print {
        @page { margin: 16mm }
        :root { --page: #ffffff; --sheet: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --band: #f4f4f4 }
        body { font-size: 10.5pt } main { max-width: none; margin: 0; padding: 0; border: 0 } table { display: table; font-size: 9pt }
        h1, h2, h3 { break-after: avoid } tr, li { break-inside: avoid }
        }

        """.ReplaceLineEndings("\n");
}
