namespace Hitl.SemanticKernel;

/// <summary>Finds e-mail addresses in text.</summary>
internal static class MailAddresses
{
    /// <summary>The next address in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to look from; set to where to go on.</param>
    /// <param name="address">The address.</param>
    public static bool Next(ReadOnlySpan<char> text, ref int at, out ReadOnlySpan<char> address)
    {
        while (at < text.Length)
        {
            var sign = text[at..].IndexOf('@');
            if (sign < 0)
            {
                break;
            }

            sign += at;
            var (start, end) = (sign, sign + 1);
            while (start > at && sign - start < 64 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or '%' or '+' or '-' or '\''))
            {
                start--;
            }

            while (end < text.Length && end - sign < 254 && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            {
                end++;
            }

            at = sign + 1;
            var domain = text[(sign + 1)..end].TrimEnd(".-");
            var dot = domain.LastIndexOf('.');
            if (start < sign && dot > 0 && domain.Length - dot > 2 && char.IsLetter(domain[dot + 1]))
            {
                address = text[start..(sign + 1 + domain.Length)].TrimStart("'.");
                return true;
            }
        }

        address = default;
        return false;
    }

    /// <summary>The domain of an address.</summary>
    public static ReadOnlySpan<char> DomainOf(ReadOnlySpan<char> address) => address[(address.LastIndexOf('@') + 1)..];
}
