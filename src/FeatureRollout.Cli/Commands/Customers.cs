using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Commands;

/// <summary>Customers as the command line names them.</summary>
internal static class Customers
{
    /// <exception cref="CliException">An id is empty or too long to be stored.</exception>
    public static CustomerList ListOf(IEnumerable<string> ids)
    {
        try
        {
            return CustomerList.Of(ids.Distinct(StringComparer.Ordinal));
        }
        catch (ArgumentException)
        {
            throw CliException.Usage($"A customer's id is 1 to {CustomerList.MaximumIdLength} bytes; one of these is not.");
        }
    }
}
