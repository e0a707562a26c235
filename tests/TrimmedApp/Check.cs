namespace TrimmedApp;

internal static class Check
{
    public static void Ok(string part) => Console.WriteLine("ok " + part);

    public static void That(bool truth, string what)
    {
        if (!truth)
        {
            throw new InvalidOperationException("Not so: " + what);
        }
    }
}
