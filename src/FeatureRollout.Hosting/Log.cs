using Microsoft.Extensions.Logging;

namespace FeatureRollout;

/// <summary>
/// Every message that this package logs. Event ids are stable. No message holds a customer id or a configuration value;
/// of a segment source's exception only the type is told, since its text may name a customer.
/// </summary>
internal static partial class Log
{
    public const string Category = "FeatureRollout";

    /// <summary>
    /// Passes on what the client notices. A file that is wrong or a server that is away is said in one sentence; where its exception was
    /// thrown is told to those who want to know everything.
    /// </summary>
    public static void Notice(ILogger logger, FlagsNotice notice)
    {
        var isExpected = notice.Exception is IOException or TimeoutException or OperationCanceledException or UnauthorizedAccessException
            or FlagFileException or InvalidDataException or RolloutRefusedException or ControllerLeaseLostException or HttpRequestException;
        var exception = isExpected && !logger.IsEnabled(LogLevel.Debug) ? null : notice.Exception;
        if (notice.Level == FlagsNoticeLevel.Warning)
        {
            NoticeWarning(logger, notice.Source, notice.Message, exception);
        }
        else
        {
            NoticeInformation(logger, notice.Source, notice.Message, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Source}: {Notice}")]
    private static partial void NoticeInformation(ILogger logger, string source, string notice, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning, "{Source}: {Notice}")]
    private static partial void NoticeWarning(ILogger logger, string source, string notice, Exception? exception);

    [LoggerMessage(3, LogLevel.Information, "Flags of environment {Environment} are ready at version {Version}.")]
    public static partial void Ready(ILogger logger, string environment, long version);

    [LoggerMessage(4, LogLevel.Warning, "The host starts before all flags have been read within {Limit}: {Providers}")]
    public static partial void NotReady(ILogger logger, TimeSpan limit, string providers);

    [LoggerMessage(5, LogLevel.Error, "Flags are no longer kept fresh; the last ones go on serving.")]
    public static partial void RefreshEnded(ILogger logger, Exception? exception);

    [LoggerMessage(6, LogLevel.Warning, "Segment source {SegmentSource} failed with {ExceptionType}; its last answers serve. Told at most once a minute.")]
    public static partial void SegmentSourceFailed(ILogger logger, string segmentSource, string exceptionType);

    [LoggerMessage(7, LogLevel.Warning, "Segment source {SegmentSource} is asked more than it can answer; some customers' segments stay unknown for now. Told at most once a minute.")]
    public static partial void SegmentSourceBusy(ILogger logger, string segmentSource);

    [LoggerMessage(8, LogLevel.Warning, "A segment names the source {SegmentSource}, which no AddSegmentSource has, so that it is unknown who is in it. Registered: {Registered}{Suggestion}")]
    public static partial void SegmentSourceUnknown(ILogger logger, string segmentSource, string registered, string suggestion);
}
