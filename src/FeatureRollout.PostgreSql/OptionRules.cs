using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.PostgreSql;

/// <summary>The ranges that the options' comments state.</summary>
internal static class OptionRules
{
    private const int LongestChannel = 40;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static void Check(PostgreSqlStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SchemaOf is null)
        {
            throw new ArgumentException("PostgreSqlStoreOptions.SchemaOf is null.", nameof(options));
        }

        if (string.IsNullOrEmpty(options.Channel) || options.Channel.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(options.Channel) > LongestChannel)
        {
            throw new ArgumentException($"PostgreSqlStoreOptions.Channel takes 1 to {LongestChannel} UTF-8 bytes without NUL.", nameof(options));
        }

        Check(options.CommandTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Check(options.KeepAlive, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(options.OutcomeRetention, TimeSpan.FromDays(1), TimeSpan.FromDays(3653));
    }

    private static void Check(TimeSpan value, TimeSpan least, TimeSpan most, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Between {least:c} and {most:c}.");
        }
    }
}
