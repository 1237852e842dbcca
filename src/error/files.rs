//! The error codes of files and of what stands in them; the rest of the table follows them.

/// The whole table: these codes, then the others.
macro_rules! with_file_codes {
    ($($others:tt)*) => {
        codes! {
            // files
            FileEmpty Invalid "file-empty"
                "文件没有数据行" "the file has no data rows"
                "请确认导出时选中了数据，表头之下至少要有一行" "make sure the export has at least one row below the header";
            FileUnreadable Invalid "file-unreadable"
                "文件损坏或不是 {format} 格式" "the file is damaged or is not {format}"
                "请重新导出后再上传" "export the file again and retry";
            FileTooLarge TooLarge "file-too-large"
                "文件超出限制：{what} 多于 {limit}" "the file exceeds a limit: more than {limit} {what}"
                "请拆分文件，或请管理员提高限制" "split the file, or ask the administrator to raise the limit";
            FileNotAccessible Invalid "file-not-accessible"
                "文件“{path}”无法读写：{reason}" "the file '{path}' cannot be read or written: {reason}"
                "请检查路径和权限" "check the path and its permissions";
            EncodingInvalid Invalid "encoding-invalid"
                "文件既不是 UTF-8 也不是 GB18030：第 {offset} 字节处有半个字符" "the file is neither UTF-8 nor GB18030: byte {offset} starts no whole character"
                "请用 UTF-8 或 GB18030 重新导出；导出程序可能截断了汉字" "export it again as UTF-8 or GB18030; the exporter may have cut a character in half";
            EncodingUnsupported Invalid "encoding-unsupported"
                "文件是 {encoding} 编码，不能读取" "the file is {encoding}, which is not read"
                "请另存为 UTF-8 或 GB18030 后重新上传" "save it as UTF-8 or GB18030 and load it again";
            FileEncrypted Invalid "file-encrypted"
                "文件有打开密码，不能读取" "the file has a password and cannot be read"
                "请去掉密码后重新上传" "remove the password and load it again";
            ArchiveUnsafe Invalid "archive-unsafe"
                "工作簿不安全，没有读取：{reason_zh}" "the workbook is unsafe and was not read: {reason_en}"
                "请用 Excel、WPS 或 LibreOffice 另存为新的 .xlsx 后再上传；来路不明的文件不要打开" "save it as a new .xlsx with Excel, WPS or LibreOffice and load that; do not open a file of unknown origin";
            ContentCodingUnsupported UnsupportedMediaType "content-coding-unsupported"
                "请求内容以 {coding} 压缩，只接受 {accepted}" "the request body is compressed with {coding}; only {accepted} is read"
                "请不压缩地发送；XLSX 本身已是压缩的" "send it uncompressed; XLSX is compressed already";
            InvisibleCharacters Invalid "invisible-characters"
                "“{value}”含有看不见的或改变文字方向的字符" "'{value}' has characters that cannot be seen or turn the direction of the text"
                "已按原样保留；请与医院核对，数据中的编码须逐字节相同才能对上" "they are kept as they are; check them with the hospital: data has to carry the same bytes to match";
            UsageKept Invalid "usage-kept"
                "文件没有指明使用次数列，{value} 行沿用上一次加载的使用次数" "the file names no column of usage counts; {value} rows keep those of the load before"
                "要更新使用次数，请指明该列；要清空，请指明一个空的列" "name the column to bring the counts up to date, or an empty one to clear them";
            PersonalDataSuspected Invalid "personal-data-suspected"
                "疑似个人信息（{kind_zh}）：{value}" "this looks like personal data ({kind_en}): {value}"
                "字典里只应有编码、名称和计数；请核对后删去再上传" "a dictionary holds codes, names and counts only; check it, remove it and load the file again";
            PersonalDataRefused Invalid "personal-data-refused"
                "文件有 {count} 处疑似个人信息，按本机构的设置整个文件没有写入" "the file has {count} places that look like personal data; as the organization set it, nothing of it was stored"
                "请删去下列各处的个人信息后重新上传" "remove the personal data at the places listed and load the file again";
            ColumnMissing Invalid "column-missing"
                "文件中没有名为“{column}”的列；现有列：{columns}" "the file has no column named '{column}'; it has: {columns}"
                "请检查表头，或指出正确的列名" "check the header row, or name the right column";
            ColumnRepeated Invalid "column-repeated"
                "表头中“{column}”出现了两次" "the header has '{column}' twice"
                "请删除或改名多余的列" "remove or rename the extra column";
            ColumnNotGuessed Invalid "column-not-guessed"
                "猜不出哪一列是{what}；现有列：{columns}" "cannot guess which column holds the {what}; the file has: {columns}"
                "请指出列名" "name the column";
            CellInvalid Invalid "cell-invalid"
                "单元格内容“{value}”不合规则：{rule_zh}" "the cell '{value}' breaks a rule: {rule_en}"
                "请改正后重新上传；整个文件都没有写入" "correct it and load the file again; nothing of this file was stored";
            RowRagged Invalid "row-ragged"
                "这一行有 {found} 列，表头有 {expected} 列" "the row has {found} cells, the header has {expected}"
                "请检查分隔符和引号" "check delimiters and quotes";
            CodeRepeated Invalid "code-repeated"
                "编码“{value}”重复，首次出现在第 {first} 行" "the code '{value}' is repeated; it first stands in row {first}"
                "标准版本中编码必须唯一，请删除重复行" "codes of an edition are unique; remove the repeated row";
            CodeHasBlanks Invalid "code-has-blanks"
                "编码“{value}”前后有空格，已按原样保留" "the code '{value}' begins or ends with a blank; it is kept as it is"
                "请与发布单位核对；数据中的编码须逐字节相同才能对上" "check it with the publisher; data has to carry the same bytes to match";
            ParentMissing Invalid "parent-missing"
                "上级编码“{value}”在文件中不存在" "the parent code '{value}' is not in the file"
                "请补上上级条目，或改正上级编码" "add the parent entry or correct the code";
            ParentCycle Invalid "parent-cycle"
                "条目“{value}”的上级关系成环" "the parents of '{value}' form a cycle"
                "请改正上级编码" "correct the parent codes";
            CheckDigitWrong Invalid "check-digit-wrong"
                "“{value}”的校验位不对，应为 {expected}" "the check digit of '{value}' is wrong, expected {expected}"
                "请核对原始证照后重新填写" "check the original document and enter it again";
            CodeBreaksPattern Invalid "code-breaks-pattern"
                "编码“{value}”不符合种类 {kind} 的编码规则" "the code '{value}' is not built as the kind {kind} says"
                "请核对原始发布文件；若文件无误，请改用合适的种类" "check the original publication; if the file is right, name a kind that fits";
            ZerosLost Invalid "zeros-lost"
                "编码“{value}”缺少前导零" "the code '{value}' has lost its leading zeros"
                "应为“{suggestion}”：请在 Excel 中把该列设为文本后重新导出" "expected '{suggestion}': format the column as text and export it again";
            DecimalShortened Invalid "decimal-shortened"
                "编码“{value}”像是被当作小数，丢了末尾的零" "the code '{value}' looks like a decimal number that lost its last zeros"
                "可能应为“{suggestion}”：请在 Excel 中把该列设为文本后重新导出" "perhaps '{suggestion}': format the column as text and export it again";
            ScientificNotation Invalid "scientific-notation"
                "编码“{value}”是科学计数法，原来的数字已经丢失" "the code '{value}' is in scientific notation; its digits are lost"
                "请从原始文件把该列作为文本重新导出" "export the column as text from the original file";
            FullWidthCharacters Invalid "full-width-characters"
                "“{value}”含有全角字符" "'{value}' has full-width characters"
                "如非有意，应为“{suggestion}”" "unless it is meant, it should be '{suggestion}'";
            LookAlikeCharacters Invalid "look-alike-characters"
                "编码“{value}”中有形近字符（如 O 与 0、l 与 1）" "the code '{value}' has characters that look like others (O and 0, l and 1)"
                "可能应为“{suggestion}”，请核对原始文件" "perhaps '{suggestion}'; check the original file";
            StrayBlanks Invalid "stray-blanks"
                "“{value}”中有多余的空格" "'{value}' has stray blanks"
                "如非有意，应为“{suggestion}”" "unless it is meant, it should be '{suggestion}'";
            TextGarbled Invalid "text-garbled"
                "“{value}”是乱码或含私用字符" "'{value}' is garbled or has private characters"
                "请用正确的编码（UTF-8 或 GB18030）重新导出；可能应为“{suggestion}”" "export it again in the right encoding (UTF-8 or GB18030); perhaps '{suggestion}'";
            NameRepeated Invalid "name-repeated"
                "名称“{value}”重复，首次出现在第 {first} 行" "the name '{value}' is repeated; it first stands in row {first}"
                "名称可以重复；请确认不是重复登记" "names may repeat; make sure it is not the same thing twice";
            HeaderAsData Invalid "header-as-data"
                "“{value}”像是表头或合计行，不是条目" "'{value}' looks like a header or a total, not like an entry"
                "请删除该行后重新上传" "remove the row and load the file again";
            CellsMerged Invalid "cells-merged"
                "单元格 {value} 是合并的，只有左上角有内容" "the cells {value} are merged; only the first has contents"
                "请取消合并，并逐行填写" "unmerge them and fill in every row";
            ParentNotFound Invalid "parent-not-found"
                "编码“{value}”按规则应有上级“{suggestion}”，文件中没有" "by its kind the code '{value}' stands under '{suggestion}', which the file does not have"
                "如发布文件本来就不含类目，可以不理" "nothing to do when the publication has no headings";
            KindInvalid Invalid "kind-invalid"
                "种类“{kind}”的定义有误：{reason}" "the definition of the kind '{kind}' is wrong: {reason}"
                "请对照 docs/kinds.md 中的格式" "compare it with the format in docs/kinds.md";
            KindUnknown NotFound "kind-unknown"
                "没有种类“{kind}”" "there is no kind '{kind}'"
                "请用 /kinds 查看已有的种类" "see /kinds for those that exist";
            KindExists Conflict "kind-exists"
                "种类“{kind}”已经登记，且内容不同" "the kind '{kind}' is registered already, with other contents"
                "登记后的种类不再改变；请换一个标识" "a registered kind never changes; choose another id";
            RowsRefused Invalid "rows-refused"
                "文件有 {count} 处错误，整个文件没有写入" "the file has {count} errors; nothing of it was stored"
                "请按下列各处改正后重新上传" "correct the places listed and load it again";
            DocumentInvalid Invalid "document-invalid"
                "文件不是可以读取的 {format}：{reason_zh}" "the file is no {format} that can be read: {reason_en}"
                "请对照该格式的规范改正后重新上传" "correct it after the specification of the format and load it again";
            ContentNotRead Invalid "content-not-read"
                "文件中有 {count} 处没有原样保留：{what_zh}" "{count} places of the file were not kept as they are: {what_en}"
                "其余内容已全部读取；若需要这些内容，请另行登记" "everything else was read; register these things in another way if they are needed";
            ProfileUnknown NotFound "profile-unknown"
                "没有列模板“{profile}”" "there is no column profile '{profile}'"
                "请用 GET /profiles 或 zhiyu profiles 查看已有的列模板" "see GET /profiles or zhiyu profiles for those that exist";
            MapCodeUnknown Invalid "map-code-unknown"
                "{system}/{edition} 中没有编码“{value}”" "{system}/{edition} has no code '{value}'"
                "请核对编码（逐字节比较）和对照表所写的版本；名称相同不算" "check the code, byte for byte, and the edition that the map names; equal names do not count";
            MapRowRepeated Invalid "map-row-repeated"
                "“{value}”到“{target}”的对照重复，首次出现在第 {first} 行" "'{value}' to '{target}' is repeated; it first stands in row {first}"
                "请删除重复行" "remove the repeated row";
            // succession
            SuccessionRowLeftOut Invalid "succession-row-left-out"
                "工作表“{sheet}”的一行没有读入：{reason_zh}" "a row of sheet '{sheet}' was left out: {reason_en}"
                "请核对原表；若它是一项变更，请补上代码" "check the source; if it is a change, add its codes";
            SuccessionRowNoted Invalid "succession-row-noted"
                "工作表“{sheet}”的一行读入时有出入：{reason_zh}" "a row of sheet '{sheet}' was not read as it stands: {reason_en}"
                "请核对原表" "check it with the source";
            SuccessionListUnknown NotFound "succession-list-unknown"
                "代码系统“{system}”没有沿革表“{edition}”" "the code system '{system}' has no succession list '{edition}'"
                "请先导入并发布沿革表" "import and publish one first";
            SuccessionListExists Conflict "succession-list-exists"
                "沿革表 {system}/{edition} 已存在，不能用别的内容替换" "the succession list {system}/{edition} exists and cannot be replaced by other contents"
                "更正请登记为新的沿革表" "register a correction as a new list";
            OutsideDelegation Forbidden "outside-delegation"
                "编码“{code}”不在授权给账户“{account}”的子树内" "the code '{code}' is in no subtree that is delegated to the account '{account}'"
                "请向授权单位申请，或改正编码" "apply to who delegates, or correct the code";
            DelegationUnknown NotFound "delegation-unknown"
                "没有授权“{delegation}”" "there is no delegation '{delegation}'"
                "请查看授权列表" "see the list of delegations";
            ProposalUnknown NotFound "proposal-unknown"
                "没有变更提议“{proposal}”" "there is no proposal '{proposal}'"
                "请查看提议列表" "see the list of proposals";
            ProposalDecided Conflict "proposal-decided"
                "变更提议“{proposal}”已经处理" "the proposal '{proposal}' is decided already"
                "如需更正，请另提一项" "propose another change to correct it";
            $($others)*
        }
    };
}
