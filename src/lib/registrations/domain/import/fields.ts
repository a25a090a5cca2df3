/** What a column of a registration sheet can mean. */
export const IMPORT_FIELDS = [
	'seq',
	'team',
	'name',
	'sex',
	'id_number',
	'phone',
	'employer',
	'trade',
	'trade_years',
	'skill_level',
	'note',
] as const;

export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Which column holds which field, columns counted from 0; fields without a column are absent. */
export type Mapping = Partial<Record<ImportField, number>>;

interface Names {
	/** Headings as they are compared: half width, no spaces, no brackets. */
	exact: readonly string[];
	/** A heading that contains one of these probably means the field. */
	part: readonly string[];
	/** … unless it contains one of these: somebody else's phone, another level. */
	unless?: readonly string[];
}

/** Headings met in real sheets, in the order in which fields choose their column. */
export const FIELD_NAMES: Record<ImportField, Names> = {
	id_number: {
		exact: [
			'身份证号码',
			'身份证号',
			'身份证',
			'公民身份号码',
			'证件号码',
			'证件号',
			'idnumber',
			'id',
		],
		part: ['身份证', '证件号', '身份号码'],
		unless: ['复印', '类型', '照片'],
	},
	name: {
		exact: ['姓名', '选手姓名', '参赛选手', '参赛人员', '参赛选手姓名', '选手', '名字', 'name'],
		part: ['姓名'],
		unless: ['领队', '教练', '联系人', '紧急', '单位', '推荐人'],
	},
	sex: { exact: ['性别', '男/女', 'sex', 'gender'], part: ['性别'] },
	phone: {
		exact: [
			'联系电话',
			'手机',
			'手机号',
			'手机号码',
			'电话',
			'联系方式',
			'移动电话',
			'phone',
			'mobile',
		],
		part: ['手机', '电话', '联系方式'],
		unless: ['领队', '教练', '单位', '紧急', '联系人', '办公', '固定'],
	},
	trade_years: {
		exact: ['从业年限', '工作年限', '从业年数', '工龄', '从事本工种年限', 'yearsintrade'],
		part: ['从业年', '年限', '工龄'],
	},
	skill_level: {
		exact: [
			'职业技能等级',
			'技能等级',
			'职业资格等级',
			'等级',
			'证书等级',
			'职业资格',
			'skilllevel',
		],
		part: ['技能等级', '资格等级', '证书等级'],
	},
	trade: {
		exact: [
			'参赛工种',
			'工种',
			'竞赛工种',
			'报名工种',
			'参赛项目',
			'项目',
			'职业',
			'赛项',
			'trade',
			'division',
		],
		part: ['工种', '参赛项目', '赛项'],
		unless: ['年限', '等级', '证书'],
	},
	team: {
		exact: [
			'代表队',
			'参赛队',
			'代表团',
			'参赛单位',
			'推荐单位',
			'队名',
			'队伍',
			'市别',
			'地市',
			'team',
		],
		part: ['代表队', '参赛队', '代表团', '推荐单位'],
		unless: ['领队', '电话'],
	},
	employer: {
		exact: ['工作单位', '单位', '所在单位', '单位名称', '企业名称', '工作单位及职务', 'employer'],
		part: ['工作单位', '所在单位', '企业名称'],
		unless: ['电话', '地址', '联系', '推荐'],
	},
	note: { exact: ['备注', '说明', '备考', 'note', 'remarks'], part: ['备注'] },
	seq: { exact: ['序号', '编号', '号', 'no.', 'no', '#'], part: ['序号'] },
};
