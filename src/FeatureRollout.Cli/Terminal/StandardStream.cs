using System.Runtime.InteropServices;

namespace FeatureRollout.Cli.Terminal;

/// <summary>
/// One of the three streams that a process is given. The runtime's own hides that a reader has gone, so that <c>monitor | head -1</c> would go on
/// for ever, and a file stream would write at a place of its own, over what others have appended meanwhile.
/// </summary>
/// <param name="descriptor">0, 1 or 2.</param>
/// <param name="mayFail">Whether it matters that nothing can be written; on the error stream there is nobody to tell.</param>
internal sealed partial class StandardStream(int descriptor, bool mayFail = false) : Stream
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int TryAgainOnApple = 35;
    private const int BrokenPipe = 32;

    /// <summary>What was inherited survives the start of a program; where that is not so, the runtime has opened something of its own in the place of a closed stream.</summary>
    private readonly bool _isOpen = fcntl(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    public override bool CanRead => descriptor == 0;

    public override bool CanWrite => descriptor != 0;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The stream; on Windows the runtime's.</summary>
    public static Stream Open(int descriptor, bool mayFail = false) => (OperatingSystem.IsWindows(), descriptor) switch
    {
        (false, _) => new StandardStream(descriptor, mayFail),
        (true, 0) => Console.OpenStandardInput(),
        (true, 1) => Console.OpenStandardOutput(),
        (true, _) => Console.OpenStandardError(),
    };

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_isOpen && buffer.Length > 0)
        {
            var got = (int)read(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (got >= 0)
            {
                return got;
            }

            if (!IsPassing(Marshal.GetLastPInvokeError()))
            {
                throw new CliException(ExitCodes.NoInput, $"The input cannot be read: {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }

        return 0;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="CliException">The reader has gone, the disk is full, or the stream was closed from the beginning.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var done = _isOpen ? (int)write(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length) : -1;
            if (done >= 0)
            {
                buffer = buffer[done..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (_isOpen && IsPassing(error))
            {
                continue;
            }

            if (mayFail)
            {
                return;
            }

            throw _isOpen && error == BrokenPipe
                ? new CliException(ExitCodes.BrokenPipe, "Whoever read the output has gone.")
                : new CliException(ExitCodes.CannotCreate, $"The output cannot be written: {(_isOpen ? Marshal.GetPInvokeErrorMessage(error) : "it is closed")}.");
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A signal came in between, or somebody has made the stream one that does not wait: then wait for it here.</summary>
    private bool IsPassing(int error)
    {
        if (error is not (TryAgain or TryAgainOnApple))
        {
            return error == Interrupted;
        }

        var one = new Polled { Descriptor = descriptor, Wanted = (short)(descriptor == 0 ? 1 : 4) };
        _ = poll(ref one, 1, -1);
        return true;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, in byte buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref Polled descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Wanted;
        public short Got;
    }
}
