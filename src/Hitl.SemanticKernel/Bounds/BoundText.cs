using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>Bounds in words.</summary>
internal static class BoundText
{
    /// <summary>Why a call goes beyond a bound.</summary>
    /// <param name="bound">The bound.</param>
    /// <param name="calls">How many calls were counted.</param>
    /// <param name="used">The sum of their amounts, in millionths.</param>
    /// <param name="amount">The amount of this call, in millionths.</param>
    public static string Beyond(PolicyBound bound, long calls, long used, long amount)
    {
        var each = $"{Scope(bound.Per)}{Window(bound.Window)}";
        return calls >= bound.Calls
            ? string.Create(CultureInfo.InvariantCulture, $"{calls} of {bound.Calls} calls {each} are used")
            : string.Create(CultureInfo.InvariantCulture, $"{Amount(used)} of {Amount(BoundAmounts.OfLimit(bound.Amount!.Value))} {each} are used and this call has {Amount(amount)}");
    }

    private static string Scope(BoundScope scope) => scope switch
    {
        BoundScope.Thread => "per thread and ",
        BoundScope.User => "per user and ",
        _ => "per ",
    };

    private static string Window(TimeSpan window) =>
        window == TimeSpan.FromDays(7) ? "week"
        : window == TimeSpan.FromDays(1) ? "day"
        : window == TimeSpan.FromHours(1) ? "hour"
        : window == TimeSpan.FromMinutes(1) ? "minute"
        : window == TimeSpan.FromSeconds(1) ? "second"
        : window.Ticks % TimeSpan.TicksPerDay == 0 ? $"{window.Days} days"
        : window.Ticks % TimeSpan.TicksPerHour == 0 ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalHours:0} hours")
        : window.ToString("c", CultureInfo.InvariantCulture);

    private static string Amount(long millionths) => BoundAmounts.Read(millionths).ToString("0.######", CultureInfo.InvariantCulture);
}
