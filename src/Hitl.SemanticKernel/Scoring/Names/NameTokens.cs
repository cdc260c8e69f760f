namespace Hitl.SemanticKernel;

/// <summary>Splits names of functions into lower-case words.</summary>
internal static class NameTokens
{
    /// <summary>Splits a name in camel, Pascal, snake or kebab case; digits are left out.</summary>
    /// <example><c>getHTTPStatus</c> is get, http, status; <c>DeleteDBUser2</c> is delete, db, user.</example>
    public static List<string> Split(string name)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length; i++)
        {
            var isLetter = i < name.Length && char.IsLetter(name[i]);
            if (start >= 0 && (!isLetter || StartsWord(name, start, i)))
            {
                words.Add(name[start..i].ToLowerInvariant());
                start = -1;
            }

            if (isLetter && start < 0)
            {
                start = i;
            }
        }

        return words;
    }

    private static bool StartsWord(string name, int start, int at)
    {
        if (!char.IsUpper(name[at]))
        {
            return false;
        }

        if (!char.IsUpper(name[at - 1]))
        {
            return true;
        }

        // The last capital of a run starts the next word (HTTPStatus), unless what follows is the plural of an acronym (URLs).
        var next = at + 1;
        return next < name.Length
            && char.IsLower(name[next])
            && !(name[next] == 's' && at > start && (next + 1 == name.Length || !char.IsLower(name[next + 1])));
    }
}
