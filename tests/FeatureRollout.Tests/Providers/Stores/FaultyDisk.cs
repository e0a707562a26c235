using FeatureRollout.Providers.Stores;
using Microsoft.Win32.SafeHandles;

namespace FeatureRollout.Tests.Providers.Stores;

/// <summary>A disk on which one operation fails, and a write that fails leaves half of its bytes.</summary>
internal sealed class FaultyDisk : StoreDisk
{
    private int _left = -1;

    /// <summary>What has been done since the last <see cref="FailAt"/>.</summary>
    public List<string> Done { get; } = [];

    /// <summary>Lets the operation of this number fail, counted from 0, and no other.</summary>
    public void FailAt(int number)
    {
        _left = number;
        Done.Clear();
    }

    public override IDisposable? TryLock(string path) => Do("lock", () => base.TryLock(path));

    public override FileStream OpenForAppending(string path) => Do("open", () => base.OpenForAppending(path));

    public override FileStream Create(string path, string like) => Do("create", () => base.Create(path, like));

    public override void SetLength(SafeFileHandle file, long length) => Do("cut", () => base.SetLength(file, length));

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (Fails("write"))
        {
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw Failure("write");
        }

        base.Write(file, bytes, offset);
    }

    public override void Flush(SafeFileHandle file) => Do("flush", () => base.Flush(file));

    public override void Replace(string from, string to) => Do("replace", () => base.Replace(from, to));

    public override void FlushDirectory(string path) => Do("flush directory", () => base.FlushDirectory(path));

    private void Do(string what, Action operation) => Do(what, () =>
    {
        operation();
        return true;
    });

    private T Do<T>(string what, Func<T> operation) => Fails(what) ? throw Failure(what) : operation();

    private bool Fails(string what)
    {
        Done.Add(what);
        return _left-- == 0;
    }

    private static IOException Failure(string what) => new($"The disk fails at {what}.");
}
