namespace Hitl.SemanticKernel;

/// <summary>Files that hold secrets or belong to the system.</summary>
internal static class SensitiveFiles
{
    private static readonly string[] Folders = WordList.Of("""
        /etc/shadow /etc/gshadow /etc/passwd /etc/sudoers /etc/ssh /etc/ssl/private /etc/kubernetes /etc/krb5.keytab /etc/crontab /etc/cron.d
        /root /proc /sys /boot /dev /var/run/secrets /run/secrets /var/run/docker.sock /run/docker.sock /var/lib/docker /var/spool/cron
        /library/keychains /windows /winnt /programdata/microsoft
        """);

    private static readonly string[] Parts = WordList.Of("""
        .ssh .aws .azure .gnupg .kube .docker .config/gcloud .git/config .svn .bash_history .zsh_history .psql_history .mysql_history .bashrc .zshrc .profile
        system32 syswow64 keychains microsoft/credentials microsoft/protect appdata/roaming/microsoft/credentials
        """);

    private static readonly string[] Names = WordList.Of("""
        .env .netrc _netrc .pgpass .npmrc .pypirc .git-credentials .htpasswd .dockercfg id_rsa id_dsa id_ecdsa id_ed25519 authorized_keys known_hosts
        ntds.dit sam wp-config.php credentials.json client_secret.json secrets.json secrets.yml secrets.yaml master.key shadow.bak kubeconfig
        unattend.xml terraform.tfstate key4.db logins.json docker.sock boot.ini
        """);

    private static readonly string[] Endings = WordList.Of(".pem .pfx .p12 .kdbx .jks .keystore .ppk .keytab");

    /// <summary>Whether a path names one.</summary>
    /// <param name="path">A normalised path.</param>
    public static bool Contains(string path)
    {
        path = path.ToLowerInvariant();
        var fromDrive = PathText.IsDrive(path) ? path[2..] : path;
        var rooted = fromDrive.StartsWith('/') ? fromDrive : "/" + fromDrive;
        foreach (var folder in Folders)
        {
            // A path that climbs ends up at the root: "../../etc/passwd".
            if (rooted.StartsWith(folder, StringComparison.Ordinal) && (rooted.Length == folder.Length || rooted[folder.Length] == '/') && (path.StartsWith('/') || fromDrive.Length != path.Length || folder.LastIndexOf('/') > 0))
            {
                return true;
            }
        }

        foreach (var part in Parts)
        {
            if ((rooted + "/").Contains($"/{part}/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        var name = rooted[(rooted.LastIndexOf('/') + 1)..];
        return Names.Contains(name)
            || Array.Exists(Endings, e => name.EndsWith(e, StringComparison.Ordinal))
            || (name.StartsWith(".env.", StringComparison.Ordinal) && name is not (".env.example" or ".env.sample" or ".env.template" or ".env.dist" or ".env.test"));
    }
}
