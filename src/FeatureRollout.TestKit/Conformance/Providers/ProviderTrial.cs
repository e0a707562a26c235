using System.Globalization;

namespace FeatureRollout.TestKit.Conformance.Providers;

/// <summary>One run of a provider's case.</summary>
internal sealed class ProviderTrial(ProviderSubject subject, CancellationToken end)
    : Trial<IRolloutStateProvider>(subject.OpenAsync, subject, subject.Clock, end)
{
    private const string Flag = "search";

    public async Task PutAsync(string environment, params IReadOnlyList<ContentFlag> flags) =>
        await subject.PutAsync(environment, new ProviderContent(flags), End).ConfigureAwait(false);

    /// <summary>One flag, told apart by its percentage.</summary>
    public Task PutAsync(int thousandths, string environment = Trial.Production) =>
        PutAsync(environment, new ContentFlag(Flag, Percentage.FromThousandths(thousandths), CustomerList.Of("acme")));

    public async Task<int?> ReadOneAsync(IRolloutStateProvider provider, string environment = Trial.Production) =>
        OneOf(await provider.ReadAsync(environment, End).ConfigureAwait(false));

    /// <summary>The percentage of the one flag, in thousandths; null where there is none.</summary>
    public static int? OneOf(FlagSet flags) => PercentageOf(flags, Flag)?.Thousandths;

    public static Percentage? PercentageOf(FlagSet flags, string key) =>
        flags.States?.GetValueOrDefault(key)?.Percentage ?? flags.Flags.GetValueOrDefault(key)?.Percentage;

    /// <summary>Checks that exactly these flags are there, as states or as definitions.</summary>
    public static void AssertHolds(FlagSet found, IReadOnlyList<ContentFlag> expected)
    {
        var keys = (found.States ?? new Dictionary<string, FlagState>(StringComparer.Ordinal)).Keys.Union(found.Flags.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var wanted = expected.Select(flag => flag.Key).Order(StringComparer.Ordinal);
        Rules.IsExact.Equal(expected.Count, keys.Count(), "the number of flags");
        Rules.IsExact.Sequence(wanted, keys, "the keys");
        foreach (var flag in expected)
        {
            Rules.IsExact.Equal(flag.Percentage, PercentageOf(found, flag.Key), $"the percentage of {flag.Key}");
            var customers = found.States?.GetValueOrDefault(flag.Key)?.Added ?? found.Flags.GetValueOrDefault(flag.Key)?.Include?.Customers ?? CustomerList.Empty;
            Rules.IsExact.Equal(flag.Customers.Count, customers.Count, $"the number of customers of {flag.Key}");
            var place = 0;
            foreach (var (wantedId, foundId) in flag.Customers.Zip(customers))
            {
                Rules.IsExact.Holds(wantedId == foundId, $"customer {place} of {flag.Key} to be {Escaped(wantedId)}", $"{Escaped(foundId)}");
                place++;
            }
        }
    }

    private static string Escaped(string id) =>
        string.Concat(id.Select(unit => unit is >= ' ' and < '\u007f' ? unit.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
}
