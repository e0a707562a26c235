using System.Net;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Access;

/// <summary>What the gate logs. No message holds a key.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Count} wrong API keys came from {Address} within a minute. Its keys are refused until the minute ends.")]
    public static partial void Throttled(ILogger logger, IPAddress? address, int count);
}
