using System.CommandLine;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Customers.Reading;

/// <summary>The options that name a list of customers, and how it is opened.</summary>
internal sealed class CustomerInput
{
    private const int MostSniffed = 1 << 16;

    public Option<string?> File { get; } = new("--customers", "-c")
    {
        Description = "The customers: CSV with a line of names, JSON lines, or a plain list of ids; - is the input.", HelpName = "FILE",
    };

    public Option<string?> IdColumn { get; } = new("--id-column") { Description = "The column of the id. Default customerId, customer or id.", HelpName = "NAME" };

    public Option<string?> Form { get; } = Named();

    /// <summary>Puts the options on a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(File);
        command.Options.Add(IdColumn);
        command.Options.Add(Form);
    }

    /// <summary>Opens the list, which may be done again unless it is the input.</summary>
    /// <exception cref="CliException">It is not there, or not understood.</exception>
    public CustomerReader Open(ParseResult parsed, CliTerminal terminal)
    {
        var file = parsed.GetValue(File)!;
        var source = file == "-" ? new ByteSource(terminal.Input(), "input") : new ByteSource(OpenFile(file), Plain.Text(file));
        try
        {
            return Choose(source, file, parsed.GetValue(Form), parsed.GetValue(IdColumn));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static CustomerReader Choose(ByteSource source, string file, string? form, string? idColumn)
    {
        var first = source.PeekLine(MostSniffed);
        if (first is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw source.Error(1, 1, "UTF-16; write the file as UTF-8");
        }

        if (first is [0xEF, 0xBB, 0xBF, ..])
        {
            source.Skip(3);
            first = first[3..];
        }

        form ??= Guess(source, first, Path.GetExtension(file), idColumn);
        if (form == "ids" && idColumn is not null)
        {
            throw CliException.Usage("A plain list of ids has no columns; leave --id-column out.");
        }

        return form switch
        {
            "jsonl" => new JsonLineCustomers(source, idColumn),
            "ids" => new IdLines(source),
            _ => new CsvCustomers(source, idColumn),
        };
    }

    private static string Guess(ByteSource source, ReadOnlySpan<byte> first, string extension, string? idColumn)
    {
        var line = first.Trim(" \t\r"u8);
        switch (extension.ToLowerInvariant())
        {
            case ".csv":
                return "csv";
            case ".jsonl" or ".ndjson" or ".json":
                return "jsonl";
            case ".txt" or ".ids" when idColumn is null && !line.Contains((byte)',') && line is not [(byte)'{' or (byte)'"', ..]:
                return IdColumns.IsKnown(System.Text.Encoding.UTF8.GetString(line)) ? "csv" : "ids";
        }

        return line switch
        {
            [(byte)'{' or (byte)'[', ..] => "jsonl",
            [(byte)'"', ..] when !line.Contains((byte)',') => throw source.Error(1, 1, "CSV or JSON lines; say --input csv or --input jsonl"),
            _ => "csv",
        };
    }

    private static FileStream OpenFile(string file)
    {
        try
        {
            return new FileStream(file, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCodes.NoInput, $"There is no file {Plain.Text(file)}.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CliException(ExitCodes.NoInput, $"{Plain.Text(file)} cannot be read: {Plain.Text(refused.Message)}");
        }
    }

    private static Option<string?> Named()
    {
        var option = new Option<string?>("--input") { Description = "What the list is: csv, jsonl or ids. Default by its name or its first byte.", HelpName = "FORM" };
        option.AcceptOnlyFromAmong("csv", "jsonl", "ids");
        return option;
    }
}
