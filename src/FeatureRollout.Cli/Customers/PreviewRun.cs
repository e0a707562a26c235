using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers;

/// <summary>Asks who changes, list by list of customers.</summary>
internal interface IPreviewSource
{
    /// <summary>Something that is another one when what flags say is.</summary>
    Task<string> StandingAsync(CancellationToken cancellationToken);

    Task<PreviewResource> AskAsync(IReadOnlyList<EvaluationContext> customers, CancellationToken cancellationToken);
}

/// <summary>Previews a list of any length, a part at a time, and notices when the parts are not of one piece.</summary>
/// <param name="source">Who answers.</param>
/// <param name="most">So many customers are asked about at a time.</param>
/// <param name="shown">So many ids of each kind are kept.</param>
internal sealed class PreviewRun(IPreviewSource source, int most, int shown)
{
    /// <summary>A host takes bodies of 256 KiB, unless it is told otherwise.</summary>
    private const int MostBytes = 200_000;

    /// <summary>Tries until the answer is of one piece: numbers of two states would be those of none.</summary>
    /// <param name="tries">How often; once where the list cannot be read again.</param>
    /// <param name="once">One try; null where something changed meanwhile.</param>
    /// <exception cref="CliException">Each time something was changed.</exception>
    public static async Task<PreviewSummary> InOnePieceAsync(int tries, Func<Task<PreviewSummary?>> once)
    {
        for (; tries > 0; tries--)
        {
            if (await once() is { } summary)
            {
                return summary;
            }
        }

        throw new CliException(ExitCodes.Conflict, "The flags were changed while the list was read; look and try again.");
    }

    /// <summary>Asks about the whole list.</summary>
    /// <param name="reader">The list.</param>
    /// <param name="changed">Told each customer that changes: whether the flag comes on, and who.</param>
    /// <param name="told">Called now and then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where something changed meanwhile.</returns>
    public async Task<PreviewSummary?> OnceAsync(CustomerReader reader, Action<bool, string> changed, Action told, CancellationToken cancellationToken)
    {
        var standing = await source.StandingAsync(cancellationToken);
        PreviewSummary? sum = null;
        List<string> added = [], removed = [];
        while (Part(reader) is var part && (part.Count > 0 || sum is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await source.AskAsync(part, cancellationToken);
            sum ??= new PreviewSummary(answer.Key, answer.From, answer.To, answer.IsExact, 0, 0, 0, 0, 0, added, removed) { Bucketing = answer.Bucketing };
            if (sum.From != answer.From)
            {
                return null;
            }

            sum = sum with
            {
                Customers = sum.Customers + part.Count,
                EnabledNow = sum.EnabledNow + answer.EnabledNow,
                EnabledThen = sum.EnabledThen + answer.EnabledThen,
                AddedCount = sum.AddedCount + answer.Added.Count,
                RemovedCount = sum.RemovedCount + answer.Removed.Count,
                OtherVariant = answer.OtherVariant is { } other ? (sum.OtherVariant ?? 0) + other : null,
            };
            Take(answer.Added, added, isAdded: true);
            Take(answer.Removed, removed, isAdded: false);
            told();
        }

        return await source.StandingAsync(cancellationToken) == standing ? sum : null;

        void Take(IReadOnlyList<string> ids, List<string> kept, bool isAdded)
        {
            kept.AddRange(ids.Take(shown - kept.Count));
            foreach (var id in ids)
            {
                changed(isAdded, id);
            }
        }
    }

    private List<EvaluationContext> Part(CustomerReader reader)
    {
        var part = new List<EvaluationContext>();
        var bytes = 0;
        while (part.Count < most && bytes < MostBytes && reader.Next() is { } row)
        {
            part.Add(row.ToContext());
            bytes += most > BackendPreview.MostOfHost ? 0 : row.WireSize;
        }

        return part;
    }
}
