using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;

namespace Hitl.SemanticKernel;

/// <summary>The formats of strings that are checked; others are remarks, as the standard has it.</summary>
internal static class SchemaFormats
{
    private static readonly string[] DateTimes = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
    private static readonly string[] Times = ["HH:mm:ss", "HH:mm:ss.FFFFFFF", "HH:mm:ssK", "HH:mm:ss.FFFFFFFK"];

    /// <summary>Whether a text is of a format.</summary>
    /// <remarks>Dates with times may leave out the offset, as .NET's <see cref="DateTime"/> does when it has none.</remarks>
    public static bool Fits(string format, string text) => format switch
    {
        "date-time" => DateTime.TryParseExact(text, DateTimes, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "email" => MailAddress.TryCreate(text, out var address) && address.Address == text,
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "ipv4" => IPAddress.TryParse(text, out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && text.Count('.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6,
        _ => true,
    };
}
