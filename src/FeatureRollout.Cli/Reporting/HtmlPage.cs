using System.Net;
using System.Security.Cryptography;
using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Parsers.Inlines;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FeatureRollout.Cli.Reporting;

/// <summary>
/// Makes one page of HTML of a report, with its style and nothing from elsewhere. What people wrote stays text: HTML, links and
/// pictures are not read at all, and the page's own policy lets nothing but its style work.
/// </summary>
internal static class HtmlPage
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    public static string Write(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var title = document.OfType<HeadingBlock>().FirstOrDefault() is { } heading ? TextOf(heading.Inline) : "Report";
        foreach (var cell in document.Descendants<TableCell>().Where(cell => IsFigure(TextOf((cell.LastOrDefault() as ParagraphBlock)?.Inline))))
        {
            cell.GetAttributes().AddClass("figure");
        }

        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ReportStyle.Text)));
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>{ReportStyle.Text}</style>
            </head>
            <body>
            <main>
            {document.ToHtml(Pipeline)}</main>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml();
        builder.InlineParsers.TryRemove<LinkInlineParser>();
        builder.InlineParsers.TryRemove<AutolinkInlineParser>();
        return builder.Build();
    }

    private static string TextOf(ContainerInline? inline) => inline is null ? "" : string.Concat(inline.Descendants().Select(each => each switch
    {
        LiteralInline literal => literal.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        _ => "",
    }));

    /// <summary>Dates, days and numbers, which stand under each other and are not broken.</summary>
    private static bool IsFigure(string text) => text.Length is > 0 and < 16 && text.All(character => char.IsAsciiDigit(character) || character is '-' or '.' or ',' or '%' or ' ' or 'T' or '+' or '–');
}
