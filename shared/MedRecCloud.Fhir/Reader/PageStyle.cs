namespace MedRecCloud.Fhir.Reader;

/// <summary>How the page looks: readable on a ward's screen, in the dark, and on paper.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif }
        body { max-width: 72rem; margin: 0 auto; padding: .5rem 1.25rem 2rem } h1 { font-size: 1.6rem; margin: .6rem 0 .2rem } h2 { font-size: 1.15rem; margin: 1.4rem 0 .3rem }
        p { margin: .25rem 0 } ul { margin: .2rem 0; padding-left: 1.2rem }
        table { border-collapse: collapse; width: 100% } caption { text-align: left; opacity: .75; font-size: .9rem }
        th, td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0; border-bottom: 1px solid #8886 } thead th { font-size: .85rem; opacity: .75 }
        tbody th { width: 14rem } tbody th > span { font-size: 1.05rem } .number { white-space: nowrap; font-variant-numeric: tabular-nums; font-weight: bold }
        .warning { border-left: .3rem solid #b58900; padding-left: .6rem } .outcome { font-weight: bold; font-size: 1.1rem; margin: .6rem 0 }
        td ul { margin: 0 } ul.findings { list-style: none; padding: 0 } ul.findings li + li { margin-top: .45rem } em { display: block }
        .severity { border: 1px solid; border-radius: .25rem; padding: 0 .35rem; margin-right: .25rem; font-size: .8rem; font-weight: bold }
        .high { color: #b00020 } .moderate { color: #8a5a00 } .low { opacity: .8 }
        @media (prefers-color-scheme: dark) { .high { color: #ff8a95 } .moderate { color: #e6b450 } }
        small { opacity: .8; overflow-wrap: anywhere; font-weight: normal; font-size: .85rem } td details summary { font-size: .8rem; opacity: .75 }
        mark { background: #ffe28a; color: #000 } pre { white-space: pre-wrap; font: inherit; margin: .2rem 0 .6rem 1.1rem } summary { cursor: pointer }
        :focus-visible { outline: .2rem solid #06c } .skip { position: absolute; left: -99rem } .skip:focus { left: 1rem }
        @media print {
          :root { font-size: 10.5pt; color-scheme: light } body { max-width: none; padding: 0 } .skip { display: none } tr, li { break-inside: avoid } h2 { break-after: avoid }
          details::details-content { display: block; content-visibility: visible; height: auto }
          td details summary { display: none } mark { print-color-adjust: exact; -webkit-print-color-adjust: exact }
        }
        """;
}
