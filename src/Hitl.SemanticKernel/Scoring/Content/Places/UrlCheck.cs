using System.Buffers;

namespace Hitl.SemanticKernel;

/// <summary>Looks for addresses that lead inside: to private hosts, metadata services, files; and for hosts outside of the organisation.</summary>
/// <remarks>Judged are texts in arguments that are called addresses, any other text that is one address, and addresses in commands.</remarks>
internal sealed class UrlCheck(Domains domains) : IContentCheck
{
    private const int MaxAddresses = 100;
    private const int MaxLength = 2_048;

    private static readonly WordSet Schemes = new("file gopher dict ldap ldaps tftp jar netdoc php phar expect smb cifs ssh sftp telnet unix view-source zip glob ogg");
    private static readonly WordSet Scripts = new("javascript vbscript livescript");
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'<>`|;(){}");

    /// <inheritdoc/>
    public void Check(in ContentText text, ContentFindings findings)
    {
        if (text.Value.IndexOfAny(":/.") < 0 && !text.Roles.HasFlag(ArgumentRoles.Url))
        {
            return;
        }

        var isCommand = text.Roles.HasFlag(ArgumentRoles.Command) || text.Tool.TakesCommands;
        var value = text.Value.Trim();
        if (value.Length is > 0 and <= MaxLength && text.Roles.HasFlag(ArgumentRoles.Url) && value.IndexOfAny(' ', ',') < 0 && !value.StartsWith('.') && (value[0] is not ('/' or '\\') || value.StartsWith("//", StringComparison.Ordinal) || value.StartsWith("\\\\", StringComparison.Ordinal)) && !IsMail(value))
        {
            Judge(WebAddress.Read(value), text.Argument, isNamed: value.Contains('.') || value.Contains(':') || value.Equals("localhost", StringComparison.OrdinalIgnoreCase), findings);
            return;
        }

        var isOne = value.IndexOfAny(" \t\n\r") < 0;
        for (var (at, count) = (0, 0); count < MaxAddresses && Next(value, ref at, out var address); count++)
        {
            if (isOne || isCommand || text.Roles.HasFlag(ArgumentRoles.Url))
            {
                Judge(WebAddress.Read(address), text.Argument, isNamed: true, findings);
            }
        }
    }

    private static bool IsMail(ReadOnlySpan<char> value) => value.Contains('@') && !value.Contains('/') && !value.Contains('\\') && !value.Contains(':');

    private static bool Next(ReadOnlySpan<char> text, ref int at, out ReadOnlySpan<char> address)
    {
        address = default;
        var separator = text[at..].IndexOf(":/", StringComparison.Ordinal);
        if (separator < 0)
        {
            return false;
        }

        var start = at + separator;
        while (start > at && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '+' or '-'))
        {
            start--;
        }

        // "jar:http://x": what is before the address says how it is read.
        var outer = start - 1;
        while (outer > at && char.IsAsciiLetter(text[outer - 1]))
        {
            outer--;
        }

        if (start > 0 && text[start - 1] == ':' && Schemes.Contains(text[outer..(start - 1)]))
        {
            start = outer;
        }

        var end = text[start..].IndexOfAny(Ends);
        address = text[start..(end < 0 ? text.Length : start + end)];
        at += separator + 2;
        return true;
    }

    private void Judge(WebAddress address, string argument, bool isNamed, ContentFindings findings)
    {
        if (Schemes.Contains(address.Scheme))
        {
            findings.Add(PlaceRisks.Scheme, argument);
        }

        if (Scripts.Contains(address.Scheme))
        {
            findings.Add(PlaceRisks.Script, argument);
        }

        if (address.Host.Length == 0 || address.Scheme is "mailto" or "tel" or "urn" or "data" || address.Scheme.Length == 1)
        {
            return;
        }

        if (address is { HasUser: true, Scheme: "" or "http" or "https" or "ftp" or "ws" or "wss" })
        {
            findings.Add(PlaceRisks.UserInfo, argument);
        }

        if (HostAddress.IsMetadata(address.Host))
        {
            findings.Add(PlaceRisks.Metadata, argument);
        }
        else if ((isNamed || HostAddress.IsAddress(address.Host)) && HostAddress.IsInternal(address.Host) && !(HostAddress.IsInternalName(address.Host) && domains.Contain(address.Host)))
        {
            findings.Add(PlaceRisks.Internal, argument);
        }
        else if (isNamed && domains.Any && !domains.Contain(address.Host))
        {
            findings.Add(PlaceRisks.OutsideHost, argument);
        }
    }
}
