using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Turns the status of a script into the error that the app sees.</summary>
internal static class ThreadStatus
{
    public static void ThrowIfFailed(string threadId, RedisResult[] reply)
    {
        switch ((string)reply[0]!)
        {
            case "missing":
                throw new UnknownThreadException(threadId);
            case "busy":
                throw new ThreadBusyException(threadId, TimeSpan.FromMilliseconds(long.Parse((string)reply[1]!, CultureInfo.InvariantCulture)));
            case "lost":
                throw new LeaseLostException(threadId);
            case "newer":
                throw new StoreMismatchException(
                    $"Thread '{threadId}' was written by a newer version of Hitl (schema {reply[1]}; this one reads up to {ThreadScript.SchemaVersion}). Update this process.");
            case "open":
            case "state":
                throw new LedgerConflictException(threadId);
            default:
                break;
        }
    }
}
