using System.Buffers;

namespace Hitl.SemanticKernel;

/// <summary>Finds what in the output of a tool speaks to the assistant instead of the user.</summary>
internal static class Instructions
{
    private const int ManyInvisible = 3;

    private static readonly SearchValues<string> Phrases = SearchValues.Create(
        [
            .. Duties(),
            "ignore previous", "ignore all previous", "ignore the previous", "ignore your previous", "ignore all prior", "ignore prior", "ignore any previous",
            "ignore the above", "ignore all instructions", "ignore your instructions", "disregard previous", "disregard all", "disregard the above", "disregard prior", "disregard your",
            "disregard any", "forget previous", "forget all previous", "forget your instructions", "override previous", "override your", "supersedes all", "new instructions", "updated instructions",
            "instructions for the assistant", "instruction for the assistant", "instructions to the assistant", "note to assistant", "note to the assistant", "note for the assistant", "note for ai", "note to ai",
            "ai assistant", "ai agent", "ai model", "ai system", "language model", "llm", "automated assistant", "automated agent", "virtual assistant", "dear assistant", "attention assistant", "hey assistant", "to the assistant", 
            "assistant:", "system:", "system prompt", "system message", "system note", "system override", "system instruction", "system update:", "[system", "<system", "</system", "<|im_start", "[inst]", "<<sys", "### instruction", "### system", "role\":\"system", "role\": \"system", "developer:",
            "end of document", "end of email", "end of page", "begin instructions", "<important", "</important", "important instruction", "<instruction", "<assistant", "<tool", "function_call", "tool call",
            "do not tell the user", "don't tell the user", "do not inform the user", "without telling the user", "without informing the user", "do not mention this", "don't mention this", "do not reveal", "do not ask the user", "without asking the user", "no confirmation", "do not ask for confirmation", "without confirmation", "hide this from", "keep this secret", "silently", "do not notify the user",
            "you must now", "you are now", "before answering", "before responding", "before you answer", "before you respond", "before you continue", "before continuing", "before replying", "before summar", "when summar", "when processing this", "when reading this", "when you read this", "if you are reading this", "in order to continue", "to complete this task", "first call", "then call", "call the tool", "use the tool", "use your tool", "invoke the", "your tools", "your next step", "append the user", "append their", "append your", "include the user", "the user's email", "the user's password", "the user's account", "user's api key", "user's data", "conversation history", "chat history", "contents of the conversation", "of this conversation",
            "ignoriere alle", "ignoriere die", "ignorieren sie alle", "ignoriere bisherige", "vorherigen anweisungen", "bisherigen anweisungen", "anweisung an den assistenten", "hinweis an den assistenten", "an den assistenten", "an die ki", "ki-assistent", "ki assistent", "ohne den nutzer", "ohne den benutzer", "sage dem nutzer nicht", "dem nutzer nichts", "dem benutzer nichts", "systemanweisung", "systemhinweis",
            "ignorez les", "ignore les instructions", "instructions précédentes", "instructions precedentes", "assistant ia", "l'assistant doit", "note à l'assistant", "à l'assistant", "sans en informer", "sans informer l'utilisateur", "ne dites pas à l'utilisateur", "consigne système",
            "ignora las", "ignora todas", "ignore las instrucciones", "instrucciones anteriores", "asistente de ia", "asistente ia", "para el asistente", "al asistente", "sin informar al usuario", "no le digas al usuario", "no informes al usuario", "mensaje del sistema",
            "ignora le istruzioni", "istruzioni precedenti", "assistente ia", "assistente ai", "senza informare", "per l'assistente", "non dire all'utente",
            "ignore as instruções", "instruções anteriores", "assistente de ia", "sem informar o", "para o assistente", "não informe o usuário", "não conte ao",
            "negeer alle", "negeer de vorige", "vorige instructies", "ai-assistent", "zonder de gebruiker", "zignoruj", "poprzednie instrukcje", "asystent", "nie informuj użytkownika", "ignorera alla", "tidigare instruktioner", "önceki talimat", "yapay zeka asistan", "kullanıcıya söyleme",
            "игнорируй", "предыдущие инструкции", "ассистент", "не сообщай пользователю", "системное сообщение", "проігноруй", "асистент",
            "忽略之前", "忽略以上", "忽略所有", "忽略先前", "助手", "不要告诉用户", "系统提示", "系统消息", "以前の指示", "指示を無視", "アシスタント", "ユーザーに知らせ", "이전 지시", "어시스턴트", "사용자에게 알리지", "تجاهل", "المساعد", "पिछले निर्देश",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>What an assistant is told that it has to do.</summary>
    private static IEnumerable<string> Duties() =>
        from who in (string[])["assistant", "assistants", "ai", "ais", "bot", "bots", "chatbot", "chatbots", "copilot", "agents"]
        from duty in (string[])["must", "should", "shall", "has to", "have to", "needs to", "need to", "ought to", "is required to", "are required to", "is instructed to"]
        select $"{who} {duty} ";

    /// <summary>Whether a text speaks to the assistant or hides something.</summary>
    public static bool AreIn(ReadOnlySpan<char> raw, ReadOnlySpan<char> folded) =>
        folded.IndexOfAny(Phrases) >= 0 || (raw != folded && (raw.IndexOfAny(Phrases) >= 0 || HidesText(raw))) || HasHiddenMarkup(folded);

    private static bool HidesText(ReadOnlySpan<char> raw)
    {
        var invisible = 0;
        foreach (var c in raw)
        {
            // Tag characters are the pair DB40 DC00 and up.
            invisible += c is (>= '\u200b' and <= '\u200f') or (>= '\u2060' and <= '\u2064') or '\ufeff' or '\udb40' ? 1 : 0;
        }

        return invisible >= ManyInvisible;
    }

    private static bool HasHiddenMarkup(ReadOnlySpan<char> text) =>
        text.Contains("display:none", StringComparison.OrdinalIgnoreCase)
        || text.Contains("font-size:0", StringComparison.OrdinalIgnoreCase)
        || text.Contains("[//]: #", StringComparison.Ordinal)
        || (text.IndexOf("<!--") is >= 0 and var at && text[(at + 4)..].TrimStart().Length > 0 && LongComment(text[(at + 4)..]));

    private static bool LongComment(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf("-->");
        return (end < 0 ? text : text[..end]).Count(' ') >= 5;
    }
}
