namespace FeatureRollout.TestKit.Conformance;

/// <summary>Texts that have broken programs before.</summary>
internal static class HostileText
{
    /// <summary>Customer ids, each of at most 512 UTF-8 bytes.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        "a b", " leading", "trailing ", "é😀", "e\u0301", "\u00e9", "\ud800", "x\udc00y", "nul\0nul", "\0", "tab\t", "line\nline\r\n", "\u2028", "\ufeff", "\u007f",
        "quote \" and ' and \\ and `", "</script><script>alert(1)</script>", "..", "../../etc/passwd", "%s%n%00", "{0}", "'; drop table feature_rollouts; --",
        "\\x00", "\\u0000", "NULL", "null", "true", "0", "-1", "1e3", "A", "a", "__proto__", new string('z', 512), string.Concat(Enumerable.Repeat("é", 256)),
    ];

    /// <summary>Names that are valid keys of flags all the same.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["..", ".", "-", "_", "-rf", "NUL", "con", "null", "true", "0", "__proto__", "constructor", "select", "Search", "search.json", "a.b-c_d", new string('k', 128)];

    /// <summary>Texts that are keys of no flag.</summary>
    public static IReadOnlyList<string> NoKeys { get; } =
        ["", "no key", "../search", "a/b", "a\\b", "é", "a\0", "a\n", "\ud800", "a'b", "a\"b", "a;b", new string('k', 129)];

    /// <summary>Texts that are names of no environment.</summary>
    public static IReadOnlyList<string> NoEnvironments { get; } =
        ["", "a/b", "..\\x", "é", "a b", "a\0", "a\n", "a'; drop schema public cascade; --", "\"", "\ud800", new string('e', 129)];
}
