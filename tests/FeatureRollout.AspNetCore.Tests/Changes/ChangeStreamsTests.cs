using FeatureRollout.Changes;
using FeatureRollout.TestKit;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AspNetCore.Tests.Changes;

[Trait("Requirement", "F-19")]
public sealed class ChangeStreamsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_stream_whose_first_event_cannot_be_written_ends_with_that_and_nothing_else()
    {
        using var flags = FeatureFlags.FromJson("""{"flags": {}}""");
        var streams = new ChangeStreams(flags, TimeProvider.System, most: 1, CancellationToken.None);
        using var gone = new Body(_ => Task.FromException(new IOException("gone")));
        await Assert.ThrowsAsync<IOException>(() => streams.TryServeAsync(new DefaultHttpContext { Response = { Body = gone } }, () => ":", _ => ":").WaitAsync(Patience));
        Assert.Equal(0, streams.Open);
    }

    [Fact]
    public async Task A_stream_that_is_not_read_is_ended()
    {
        using var flags = FeatureFlags.FromJson("""{"flags": {}}""");
        var time = new VirtualTimeProvider();
        var streams = new ChangeStreams(flags, time, most: 1, CancellationToken.None);
        using var asleep = new Body(end => Task.Delay(Timeout.InfiniteTimeSpan, end));
        var serving = streams.TryServeAsync(new DefaultHttpContext { Response = { Body = asleep } }, () => ":", _ => ":");
        Assert.Equal(1, streams.Open);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await serving.WaitAsync(Patience));
        Assert.Equal(0, streams.Open);
    }

    [Fact]
    public async Task A_stream_lasts_no_longer_than_it_may()
    {
        using var flags = FeatureFlags.FromJson("""{"flags": {}}""");
        var time = new VirtualTimeProvider();
        var streams = new ChangeStreams(flags, time, most: 1, CancellationToken.None);
        var serving = streams.TryServeAsync(new DefaultHttpContext(), () => ":", _ => ":", TimeSpan.FromSeconds(10));
        Assert.False(serving.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await serving.WaitAsync(Patience));
    }

    /// <summary>A response that is written to in its own way.</summary>
    private sealed class Body(Func<CancellationToken, Task> write) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await write(cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => write(cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
