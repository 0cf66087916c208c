//! The languages of the made libraries: how often each comes, its common words, and the syllables that
//! all its other words and names are made of.

/// How the words of a title stand beside each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    Spaced,
    /// Chinese, Japanese, Thai: one run of letters.
    Run,
}

pub struct Tongue {
    /// The language tag.
    pub tag: &'static str,
    /// How often it comes beside the others.
    pub weight: u64,
    /// Different words that are made besides the common ones.
    pub words: u64,
    pub spacing: Spacing,
    /// The most frequent words of titles, the most frequent first.
    pub common: &'static str,
    pub syllables: &'static str,
    pub given: &'static str,
    pub family: &'static str,
    pub houses: &'static str,
}

const LATIN: &str = "ar bel cor dan el fen gor hal is jor kan lin mor nar os per quin ros stan vel \
    an bra cen der en fal gren hom in ka la mir no o pre ra sel ta ul ver \
    wen ya zo al bri cla dre er fo gil har ja ke lo ma ne ol pa ri sha to un va wi";

pub const TONGUES: [Tongue; 22] = [
    Tongue {
        tag: "en",
        weight: 450,
        words: 120_000,
        spacing: Spacing::Spaced,
        common: "the of and a in to for history world life love night war house time book art girl man stories \
            world's guide new secret lost last dark death great story king city shadow light blood sea black white \
            winter summer heart fire queen river garden stone moon letters memory silence daughter mountain island wind \
            machine mirror salt journey autumn bridge glass orchard music stranger train forest clock map road horse star \
            little red golden introduction american modern theory principles complete collected poems essays science nature \
            language children women power empire end beginning dream child things good bad other one two three seven hundred",
        syllables: LATIN,
        given: "Anna John Mary William Ursula George Emma Arthur Toni James Jane Charles Virginia Henry Margaret Oscar \
            Dorothy Philip Alice Samuel Grace Walter Edith Hugh Iris Neil Zadie Colin Ruth Ian Muriel Kazuo Chinua Derek",
        family: "Smith Eliot Clarke Morris Bell Carter Woolf Murray Hughes Green Lewis Parker Lane Wright Shaw Doyle Greene \
            Waters Mitchell Spark Baker Rhys Forster Mason Hardy Barnes Ford O'Neill O'Brien MacDonald",
        houses: "Penguin Vintage Faber Picador Gollancz Tor Orbit Virago Granta Knopf Harvill Bloomsbury Canongate Viking",
    },
    Tongue {
        tag: "de",
        weight: 80,
        words: 68_000,
        spacing: Spacing::Spaced,
        common: "der die das und ein eine von im des in den mit für über zur geschichte welt leben liebe nacht haus zeit \
            buch kinder tod könig schatten licht meer winter sommer herz feuer fluss garten stein mond briefe stadt \
            tochter straße größe schöne glück mädchen frühling brücke wörter bäume grüne",
        syllables: "ach ber chen dorf ein fel ge hei ig jä kauf lich mann nen or pfer qual rich schön ten ung vol wald zehn \
            bau stra ßen mül ler burg stein feld haus mei ster wirt schaft keit heit bring schlag traum früh spät über",
        given: "Johann Thomas Anna Günter Christa Heinrich Ingeborg Friedrich Käthe Jürgen Ilse Wolfgang Else Bernhard",
        family: "Müller Schäfer Böll Weiß Grün Mann Wolf Kästner Jünger Schröder Lindner Brandt Vogel Köhler",
        houses: "Suhrkamp Fischer Rowohlt Hanser Reclam Insel Aufbau Diogenes",
    },
    Tongue {
        tag: "fr",
        weight: 75,
        words: 60_000,
        spacing: Spacing::Spaced,
        common: "le la les de des du et un une à en l'histoire l'amour d'un au sur dans vie monde nuit temps guerre maison \
            l'été hiver mort femme homme roi ombre lumière mer cœur feu fleur jardin pierre lettres mémoire île forêt \
            château secret petit grande derniers premier être français",
        syllables: "bel cha dé é fran ger hon ir jou lai mar né ou pré quel roi sé tain u ville a beau champ eur foi gné \
            lé ment nel oi pierre ré son ter val ê cou ra li mo che tte rie",
        given: "Émile Marie Honoré Simone Gustave Colette André Marguerite François Anaïs René Françoise Hervé Zoé",
        family: "Dupont Lefèvre Camus Girard Rousseau Béranger Mérimée Fournier Desprès Lambert Faÿ Noël Dubois",
        houses: "Gallimard Grasset Seuil Minuit Flammarion Fayard Actes",
    },
    Tongue {
        tag: "es",
        weight: 80,
        words: 60_000,
        spacing: Spacing::Spaced,
        common: "el la los las de del y un una en con por para historia amor vida mundo noche tiempo guerra casa \
            muerte mujer hombre rey sombra luz mar corazón fuego jardín piedra cartas memoria isla años soledad \
            niño señor español sueño camino ciudad libro",
        syllables: "al bar ción do es fer go her i jo la man na o pa que rra sa to u ver za a ñe ca de el lo mi nez ra ro \
            san ti vi llo ma ri bel gar cí",
        given: "Gabriel Isabel Jorge Lucía Mario Ana José Carmen Julio Almudena Andrés Sofía Ramón Inés",
        family: "García Fernández Borges Ibáñez Muñoz Núñez Vargas Ortiz Peña Gómez Llosa Rulfo Marías Cercas",
        houses: "Anagrama Tusquets Planeta Alfaguara Cátedra Seix",
    },
    Tongue {
        tag: "it",
        weight: 35,
        words: 45_000,
        spacing: Spacing::Spaced,
        common: "il la i le di del della e un una in con per storia amore vita mondo notte tempo guerra casa morte donna \
            uomo re ombra luce mare cuore fuoco giardino pietra lettere memoria isola città libro libertà perché così",
        syllables: "a be co di e fi gio lo ma ne o po ra sa ti u ve zi ca do gli le mo na ro si ta vi bel ca gra lli mi nna tto",
        given: "Italo Elsa Umberto Natalia Primo Elena Cesare Dacia Dino Grazia Leonardo",
        family: "Rossi Bianchi Calvino Ferrari Eco Levi Morante Conti Gallo Ricci Pavese Deledda",
        houses: "Einaudi Mondadori Feltrinelli Adelphi Bompiani",
    },
    Tongue {
        tag: "pt",
        weight: 30,
        words: 41_000,
        spacing: Spacing::Spaced,
        common: "o a os as de do da e um uma em com por história amor vida mundo noite tempo guerra casa morte mulher \
            homem rei sombra luz mar coração fogo jardim pedra cartas memória ilha cidade livro não são você",
        syllables: "a bra ção do es fa gui ho i ju la mi nha o pe que ro são te u vi xa ze al ca de lo ma nei ra sil ta vei",
        given: "José Clarice Fernando Cecília Jorge Lídia António Adélia João Inês",
        family: "Silva Saramago Pessoa Queirós Gonçalves Araújo Lispector Antunes Guimarães Assunção",
        houses: "Companhia Caminho Dom Record Relógio",
    },
    Tongue {
        tag: "pl",
        weight: 25,
        words: 45_000,
        spacing: Spacing::Spaced,
        common: "i w z na o do dla historia miłość życie świat noc czas wojna dom śmierć kobieta człowiek król cień światło \
            morze serce ogień ogród kamień listy pamięć wyspa miasto książka ostatni źródło dzień żółty",
        syllables: "ba cze do ga ja ki łu mie no pra rze ska to wi za cho dzie ła ni ro sza wa ży gó le mar nia po sta szcz ęś ów",
        given: "Stanisław Wisława Olga Czesław Zofia Bolesław Maria Józef Agnieszka Łukasz",
        family: "Kowalski Lem Nowak Wójcik Żeromski Szczepański Dąbrowska Miłosz Gałczyński Zieliński",
        houses: "Znak Czytelnik Wydawnictwo Iskry",
    },
    Tongue {
        tag: "cs",
        weight: 10,
        words: 30_000,
        spacing: Spacing::Spaced,
        common: "a v na o z pro příběh láska život svět noc čas válka dům smrt žena člověk král stín světlo moře srdce oheň \
            zahrada kámen dopisy paměť ostrov město kniha poslední řeka",
        syllables: "ba čer do há ja ko lí mě ná pra ře ská to vo za chle dě ří ní ro šá vá ží ho le mar ný po sta tř",
        given: "Karel Božena Milan Jaroslav Alena Bohumil Věra Jiří",
        family: "Novák Čapek Dvořák Kundera Němcová Hašek Říha Žáček",
        houses: "Odeon Argo Host",
    },
    Tongue {
        tag: "sv",
        weight: 25,
        words: 41_000,
        spacing: Spacing::Spaced,
        common: "och i en ett den det av på med för om historia kärlek liv värld natt tid krig hus död kvinna man kung \
            skugga ljus hav hjärta eld trädgård sten brev minne ö stad bok sista ängel ås år",
        syllables: "an berg dal en fors gren holm in jö kvist lund mark näs ö ström ström sjö tor ul vik åk äng bo la li na ra st ve",
        given: "Selma Tove August Astrid Tomas Karin Pär Märta Sven Åsa",
        family: "Andersson Lindgren Öberg Söderberg Lagerlöf Åkesson Strömberg Nyström Sjöwall",
        houses: "Bonniers Norstedts Natur",
    },
    Tongue {
        tag: "tr",
        weight: 20,
        words: 38_000,
        spacing: Spacing::Spaced,
        common: "ve bir bu için ile aşk hayat dünya gece zaman savaş ev ölüm kadın adam kral gölge ışık deniz kalp ateş bahçe \
            taş mektuplar ada şehir kitap son çocuk güneş yıldız ağaç İstanbul",
        syllables: "a be çi dö e fa gü ha ı ka la mı ne ö pa ra sı ta ü va ya zı ler lar lık cı ğı şe oğ lu bey",
        given: "Orhan Elif Yaşar Halide Nâzım Ayşe Oğuz Leylâ İhsan",
        family: "Yılmaz Şafak Güntekin Öztürk Pamuk Çelik Tanpınar Işık Ağaoğlu",
        houses: "İletişim Yapı Can Doğan",
    },
    Tongue {
        tag: "vi",
        weight: 10,
        words: 15_000,
        spacing: Spacing::Spaced,
        common: "và của những một người tình yêu cuộc đời đêm thời gian chiến tranh nhà cái chết phụ nữ vua bóng ánh sáng biển \
            trái tim lửa vườn đá thư ký ức đảo thành phố sách",
        syllables: "bà cảnh dữ đương giấc hạ khúc lặng mưa nắng phượng quê rừng sương thầm trời ước vọng xuân yến",
        given: "Du Ninh Trâm Hương Thiệp Khánh Linh Ánh",
        family: "Nguyễn Trần Lê Phạm Hoàng Đặng Bùi Võ",
        houses: "Trẻ Kim",
    },
    Tongue {
        tag: "ru",
        weight: 60,
        words: 60_000,
        spacing: Spacing::Spaced,
        common: "и в на о с из для история любовь жизнь мир ночь время война дом смерть женщина человек король тень свет море \
            сердце огонь сад камень письма память остров город книга последний ёлка чёрный белый полёт",
        syllables: "ба ве го да ер жи за ин ка ле мо на ов пре ра со та ул фе хо це че ша ше ст ский ва ни ло ре дём лён",
        given: "Лев Анна Фёдор Марина Антон Людмила Иван Татьяна Михаил Светлана Сергей Ольга",
        family: "Иванов Толстой Ахматова Соловьёв Петрова Кузнецов Набоков Белый Шишкин Королёва",
        houses: "АСТ Эксмо Азбука Наука",
    },
    Tongue {
        tag: "uk",
        weight: 10,
        words: 26_000,
        spacing: Spacing::Spaced,
        common: "і в на про з для історія любов життя світ ніч час війна дім смерть жінка людина король тінь світло море серце \
            вогонь сад камінь листи пам'ять острів місто книга",
        syllables: "ба ві го да єр жи за їн ка ле мо на ів пре ра со та ул хо це чу ша ко ри ська ний лі ро",
        given: "Тарас Леся Іван Оксана Сергій Ліна Юрій",
        family: "Шевченко Франко Забужко Костенко Жадан Підмогильний Їжак",
        houses: "Фоліо Веселка",
    },
    Tongue {
        tag: "el",
        weight: 15,
        words: 30_000,
        spacing: Spacing::Spaced,
        common: "ο η το και του της ένα μια στο για ιστορία αγάπη ζωή κόσμος νύχτα χρόνος πόλεμος σπίτι θάνατος γυναίκα \
            άνθρωπος σκιά φως θάλασσα καρδιά φωτιά κήπος πέτρα γράμματα μνήμη νησί πόλη βιβλίο λόγος",
        syllables: "α βε γο δι ε ζη θα ι κα λο μα νι ξε ο πα ρη σο τα φι χα ψω ρος νος λά κης πού μέ τρα",
        given: "Νίκος Μαρία Γιώργος Ελένη Κωνσταντίνος Άλκη Οδυσσέας",
        family: "Παπαδόπουλος Σεφέρης Ρίτσος Καρυστιάνη Θεοτοκάς Ζέη Βασιλικός",
        houses: "Καστανιώτης Κέδρος Πατάκης",
    },
    Tongue {
        tag: "ar",
        weight: 20,
        words: 38_000,
        spacing: Spacing::Spaced,
        common: "في من على إلى عن تاريخ حب حياة عالم ليلة زمن حرب بيت موت امرأة رجل ملك ظل نور بحر قلب نار حديقة حجر رسائل \
            ذاكرة جزيرة مدينة كتاب آخر الليل الشمس البحر",
        syllables: "ال با تا جم حر خل در رأ زي سم شر صب طر عي غر فا قل كم لي من نو ها وا يا",
        given: "نجيب غادة طه أحلام محمود نوال إميل رضوى",
        family: "محفوظ السمان حسين درويش السعداوي منيف الحكيم عاشور",
        houses: "الشروق الآداب الساقي",
    },
    Tongue {
        tag: "fa",
        weight: 5,
        words: 19_000,
        spacing: Spacing::Spaced,
        common: "در از به با برای تاریخ عشق زندگی جهان شب زمان جنگ خانه مرگ زن مرد شاه سایه نور دریا دل آتش باغ سنگ نامه‌ها",
        syllables: "آب با پر تن جا چش خو در راه زر ژر سر شا فر کو گل مه نو وی یا",
        given: "صادق سیمین احمد فروغ هوشنگ",
        family: "هدایت دانشور شاملو فرخزاد گلشیری",
        houses: "چشمه نگاه",
    },
    Tongue {
        tag: "he",
        weight: 15,
        words: 26_000,
        spacing: Spacing::Spaced,
        common: "של את על אל עם היסטוריה אהבה חיים עולם לילה זמן מלחמה בית מוות אישה איש מלך צל אור ים לב אש גן אבן מכתבים \
            זיכרון אי עיר ספר אחרון",
        syllables: "אב בר גל דו הר וי זמ חי טו יר כמ לב מי נו סל עד פר צי קו רו שמ תי",
        given: "עמוס דויד לאה מאיר צרויה אהרן",
        family: "עוז גרוסמן גולדברג שלו אפלפלד יהושע",
        houses: "כתר עובד",
    },
    Tongue {
        tag: "zh",
        weight: 35,
        words: 30_000,
        spacing: Spacing::Run,
        common: "的 之 与 中国 历史 世界 人生 爱情 时间 战争 生活 记 传 论 山 水 月 红 梦 城 国 家 天 地 长 小说 故事 文化 哲学 艺术",
        syllables: "春 夏 秋 冬 风 花 雪 夜 江 海 河 湖 石 林 木 金 火 土 龙 凤 虎 马 牛 羊 鸟 鱼 云 雨 雷 电 光 影 东 西 南 北 上 下 左 右 \
            大 小 高 低 新 旧 老 少 男 女 父 母 子 孙 王 侯 将 相 书 画 诗 词 歌 舞 琴 棋 酒 茶 饭 菜 衣 食 住 行 生 死 爱 恨 情 仇 心 意 \
            思 想 文 字 语 言 真 善 美 丑 古 今 明 清 唐 宋 元 汉 秦 楚 平 安 和 乐 自 由 道 德 经 典 英 雄 白 黑 青 紫 黄 绿",
        given: "伟 芳 秀英 敏 静 强 磊 军 洋 艳 勇 杰 娟 涛 明 超 雪芹 迅 建国 文 玉兰 志强 爱玲 从文",
        family: "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 沈 余 莫 钱",
        houses: "人民 中华 商务 三联 作家",
    },
    Tongue {
        tag: "ja",
        weight: 35,
        words: 30_000,
        spacing: Spacing::Run,
        common: "の と は に 物語 世界 日本 人生 愛 時間 戦争 生活 記 論 山 海 月 雪 夢 町 国 家 こころ 夜 歴史 私 森 旅 少女 図書館",
        syllables: "あ い う え お か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の は ひ ふ へ ほ ま み む め も や ゆ よ ら り る れ ろ わ \
            ア イ カ ク コ サ シ ス ト ナ ノ ハ フ マ ミ ラ リ ル レ ロ ン が ぎ ぐ で ど ば び 春 夏 秋 冬 風 花 空 川 島 駅 道 声 影 光 朝 青 赤 白 黒 \
            金 銀 鳥 魚 犬 猫 人 女 男 子 母 父 手 目 心 神 鬼 王 星 雨 雲 火 水 木 石 火曜 砂 箱 窓 橋 門 城 村",
        given: "漱石 春樹 康成 由紀夫 治 圭吾 かおり 健三郎 洋子 龍 みゆき 公房 直美 太郎 花子 一葉",
        family: "佐藤 鈴木 高橋 田中 夏目 村上 川端 三島 太宰 東野 江國 大江 小川 宮部 安部 吉本 樋口 谷崎",
        houses: "新潮社 講談社 岩波書店 文藝春秋 角川",
    },
    Tongue {
        tag: "ko",
        weight: 20,
        words: 30_000,
        spacing: Spacing::Spaced,
        common: "그 이 나의 우리 사랑 역사 세계 인생 밤 시간 전쟁 집 죽음 여자 남자 왕 그림자 빛 바다 마음 불 정원 돌 편지 기억 섬 도시 책 마지막 소년",
        syllables: "가 나 다 라 마 바 사 아 자 차 카 하 거 너 더 러 머 서 어 저 고 노 도 로 모 보 소 오 조 구 누 두 루 무 부 수 우 주 \
            강 난 달 람 말 반 산 안 장 한 길 별 꽃 글 곰 숲 봄 눈",
        given: "강 영하 경리 세희 은영 정래 민지 서연 지훈 완서",
        family: "김 이 박 최 정 강 조 윤 장 임 한 신",
        houses: "창비 문학동네 민음사",
    },
    Tongue {
        tag: "th",
        weight: 10,
        words: 15_000,
        spacing: Spacing::Run,
        common: "ความ การ ที่ และ ของ รัก ชีวิต โลก คืน เวลา สงคราม บ้าน ตาย หญิง ชาย เงา แสง ทะเล ใจ ไฟ สวน หิน เกาะ เมือง หนังสือ",
        syllables: "กา ขาว คำ งาม จันทร์ ช้าง ดาว ตะวัน ทอง นก บัว ปลา ผา ฝน พระ ฟ้า ภู มณี ยาม ริม ลม วัน ศิลป์ สาย หอม อุ่น",
        given: "คึกฤทธิ์ ชาติ วีรพร ปราบดา",
        family: "ปราโมช กอบจิตติ นิติประภา หยุ่น",
        houses: "มติชน นานมี",
    },
    Tongue {
        tag: "hi",
        weight: 15,
        words: 26_000,
        spacing: Spacing::Spaced,
        common: "का की के और में एक से पर इतिहास प्रेम जीवन दुनिया रात समय युद्ध घर मृत्यु स्त्री आदमी राजा छाया प्रकाश समुद्र दिल आग बाग पत्थर किताब",
        syllables: "अ क ग च ज त द न प ब म य र ल व स ह का की कु गा चा जी ता दे ना पा बी मा या रा ली वी सा ही शा खे",
        given: "प्रेमचंद महादेवी निर्मल कृष्णा हरिवंश",
        family: "वर्मा सोबती बच्चन शर्मा मिश्र सिंह",
        houses: "राजकमल वाणी",
    },
];
